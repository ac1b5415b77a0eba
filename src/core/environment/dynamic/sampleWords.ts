/** Lists of words for made-up data, each as one text: a list of quoted words would be twice as long. */
export const sampleWords = {
  firstNames: words(
    'Ada Alan Amara Anders Anika Aya Bela Boris Carmen Chen Clara Dario Dilip Edda Elif Emil Esra Farid Fiona Gita ' +
      'Grace Hana Hugo Ines Ivan Jana Joao Kofi Lars Leila Luca Maya Mei Milan Nadia Noor Olga Omar Paula Priya Rosa ' +
      'Samir Sofia Tariq Thea Uma Viktor Wanda Yuki Zoe',
  ),
  lastNames: words(
    'Abbasi Adler Almeida Andersen Bakker Barros Becker Bianchi Chen Costa Dahl Diallo Dubois Eriksen Fischer Garcia ' +
      'Gupta Haas Hansen Hoang Ibrahim Ivanova Jansen Kaya Keller Kim Kowalski Laine Lehmann Lopez Mendes Meyer Moreau ' +
      'Nakamura Novak Okafor Olsen Patel Petrov Quinn Rossi Sato Schmid Silva Singh Tanaka Thorne Vega Weber Yilmaz',
  ),
  namePrefixes: words('Mr. Mrs. Ms. Miss Dr.'),
  nameSuffixes: words('Jr. Sr. I II III IV V MD DDS PhD DVM'),
  jobAreas: words(
    'Accounts Applications Assurance Branding Communications Creative Data Directives Factors Functionality Group ' +
      'Identity Implementation Infrastructure Integration Interactions Intranet Markets Metrics Mobility Operations ' +
      'Optimization Paradigm Program Quality Research Response Security Solutions Tactics Usability Web',
  ),
  jobDescriptors: words(
    'Lead Senior Direct Corporate Dynamic Future Product National Regional District Central Global Customer Investor ' +
      'International Legacy Forward Internal Human Chief Principal',
  ),
  jobTypes: words(
    'Supervisor Associate Executive Liaison Officer Manager Engineer Specialist Director Coordinator Administrator ' +
      'Architect Analyst Designer Planner Technician Developer Producer Consultant Assistant Facilitator Agent ' +
      'Representative Strategist',
  ),
  cities: words(
    'Accra Adelaide Antwerp Athens Bergen Bilbao Bogota Boston Bristol Cairo Calgary Cork Dakar Denver Dresden Dublin ' +
      'Geneva Glasgow Hanoi Helsinki Izmir Jakarta Kyoto Lagos Leipzig Lima Lisbon Ljubljana Lyon Malmo Manila Nairobi ' +
      'Osaka Oslo Porto Pune Quito Riga Rotterdam Seattle Sofia Tallinn Tampere Toronto Turin Utrecht Valencia Warsaw ' +
      'Wellington Zagreb',
  ),
  streets: words(
    'Acorn Alder Amber Arbor Aspen Bay Birch Bridge Brook Canal Castle Cedar Chapel Cherry Church Clover Copper Elm Fern ' +
      'Field Forest Garden Harbor Hazel Hill Ivy Juniper Lake Laurel Linden Maple Market Meadow Mill Oak Orchard Park ' +
      'Pine Poplar Quarry River Rose Spring Station Summit Valley Vine Walnut Willow Windmill',
  ),
  streetSuffixes: words(
    'Alley Avenue Bend Boulevard Circle Court Crescent Drive Gardens Grove Lane Loop Parkway Passage Path Place Plaza ' +
      'Ridge Road Row Square Street Terrace Trail Walk Way',
  ),
  /** Code and name. */
  countries: list(
    'AR Argentina,AU Australia,AT Austria,BE Belgium,BR Brazil,BG Bulgaria,CA Canada,CL Chile,CO Colombia,HR Croatia,' +
      'CZ Czechia,DK Denmark,EG Egypt,EE Estonia,FI Finland,FR France,DE Germany,GH Ghana,GR Greece,HU Hungary,IS Iceland,' +
      'IN India,ID Indonesia,IE Ireland,IT Italy,JP Japan,KE Kenya,LV Latvia,LT Lithuania,MX Mexico,NL Netherlands,' +
      'NZ New Zealand,NO Norway,PE Peru,PH Philippines,PL Poland,PT Portugal,RO Romania,SN Senegal,SG Singapore,' +
      'SK Slovakia,SI Slovenia,ZA South Africa,KR South Korea,ES Spain,SE Sweden,CH Switzerland,TH Thailand,TR Turkey,' +
      'GB United Kingdom,US United States,UY Uruguay,VN Vietnam',
  ),
  locales: words(
    'ar bg cs da de el en es et fi fr he hi hr hu id it ja ko lt lv nb nl pl pt ro ru sk sl sv th tr uk vi zh',
  ),
  colors: list(
    'red,green,blue,yellow,purple,mint green,teal,white,black,orange,pink,grey,maroon,violet,turquoise,tan,sky blue,' +
      'salmon,plum,orchid,olive,magenta,lime,ivory,indigo,gold,fuchsia,cyan,azure,lavender,silver',
  ),
  abbreviations: words(
    'TCP HTTP SDD RAM GB CSS SSL AGP SQL FTP PCI AI ADP RSS XML EXE COM HDD THX SMTP SMS USB PNG SAS IB SCSI JSON XSS JBOD',
  ),
  userAgents: list(
    'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0|' +
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0|' +
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:130.0) Gecko/20100101 Firefox/130.0|' +
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36|' +
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36|' +
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15|' +
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1',
    '|',
  ),
  accountNames: words('Checking Savings Auto Credit Home Investment Money Personal'),
  transactionTypes: words('deposit withdrawal payment invoice'),
  /** Code, symbol and name. */
  currencies: list(
    'AUD A$ Australian Dollar,BRL R$ Brazilian Real,CAD CA$ Canadian Dollar,CHF CHF Swiss Franc,CLP CLP Chilean Peso,' +
      'CNY ¥ Chinese Yuan,CZK Kč Czech Koruna,DKK kr Danish Krone,EUR € Euro,GBP £ Pound Sterling,HKD HK$ Hong Kong Dollar,' +
      'HUF Ft Hungarian Forint,IDR Rp Indonesian Rupiah,ILS ₪ Israeli New Shekel,INR ₹ Indian Rupee,ISK kr Icelandic Krona,' +
      'JPY ¥ Japanese Yen,KRW ₩ South Korean Won,MXN MX$ Mexican Peso,NOK kr Norwegian Krone,NZD NZ$ New Zealand Dollar,' +
      'PHP ₱ Philippine Peso,PLN zł Polish Zloty,RON lei Romanian Leu,SEK kr Swedish Krona,SGD S$ Singapore Dollar,' +
      'THB ฿ Thai Baht,TRY ₺ Turkish Lira,USD $ US Dollar,VND ₫ Vietnamese Dong,ZAR R South African Rand',
  ),
  companySuffixes: list('Inc,LLC,Group,Ltd,GmbH,AG,BV,AB,Oy,SA,and Sons,and Partners'),
  businessVerbs: words(
    'aggregate architect automate benchmark brand cultivate deliver deploy drive empower enable engineer enhance evolve ' +
      'expedite exploit extend facilitate generate grow harness implement incubate innovate integrate iterate leverage ' +
      'maximize mesh monetize optimize orchestrate reinvent scale streamline synergize transform unleash visualize',
  ),
  businessAdjectives: words(
    'back-end best-of-breed bleeding-edge bricks-and-clicks cross-media cross-platform customized cutting-edge ' +
      'distributed dynamic efficient end-to-end enterprise extensible frictionless front-end global granular holistic ' +
      'impactful innovative interactive intuitive leading-edge magnetic mission-critical next-generation one-to-one ' +
      'open-source plug-and-play proactive real-time rich robust scalable seamless sticky strategic turn-key viral visionary',
  ),
  businessNouns: words(
    'applications architectures bandwidth blockchains channels communities content convergence deliverables e-services ' +
      'eyeballs experiences functionalities infomediaries infrastructures initiatives interfaces markets methodologies ' +
      'metrics mindshare models networks niches paradigms partnerships platforms portals relationships schemas solutions ' +
      'supply-chains synergies systems technologies users vortals web-readiness',
  ),
  catchAdjectives: words(
    'Adaptive Advanced Assimilated Automated Balanced Centralized Compatible Configurable Decentralized Digitized ' +
      'Distributed Diverse Enhanced Ergonomic Expanded Exclusive Extended Focused Fundamental Grass-roots Horizontal ' +
      'Implemented Innovative Integrated Inverse Managed Mandatory Monitored Multi-layered Networked Open-source ' +
      'Optimized Organic Persistent Polarised Proactive Quality Reactive Realigned Robust Secured Sharable Stand-alone ' +
      'Streamlined Switchable Synchronised Universal Upgradable Versatile Visionary',
  ),
  catchDescriptors: words(
    '24/7 actuating analyzing asymmetric asynchronous background bandwidth-monitored bottom-line client-server coherent ' +
      'composite context-sensitive contextually-based dedicated didactic directional discrete dynamic encompassing ' +
      'executive explicit fault-tolerant foreground full-range global heuristic high-level holistic homogeneous hybrid ' +
      'impactful incremental intangible interactive intermediate leading-edge local logistical maximized methodical ' +
      'mobile modular motivating multimedia national needs-based next-generation object-oriented optimal radical real-time',
  ),
  catchNouns: words(
    'ability access adapter algorithm alliance analyzer application approach archive array artificial-intelligence ' +
      'attitude benchmark capability capacity challenge circuit collaboration complexity concept conglomeration ' +
      'contingency core database definition emulation encoding encryption extranet firmware forecast framework function ' +
      'graphical-interface hardware help-desk hierarchy hub implementation info-mediaries infrastructure initiative ' +
      'installation instruction-set interface intranet knowledge-base matrices',
  ),
  databaseColumns: words(
    'id title name email phone token group category password comment avatar status createdAt updatedAt',
  ),
  databaseTypes: words(
    'int varchar text date datetime tinyint time timestamp smallint serial decimal float boolean blob enum bit bigint point',
  ),
  databaseCollations: words(
    'utf8_unicode_ci utf8_general_ci utf8_bin ascii_bin ascii_general_ci cp1250_bin cp1250_general_ci',
  ),
  databaseEngines: words('InnoDB MyISAM MEMORY CSV BLACKHOLE ARCHIVE'),
  domainSuffixes: words('com biz info name net org'),
  /** Extension and media type. */
  fileTypes: words(
    'avi:video/x-msvideo bin:application/octet-stream bmp:image/bmp css:text/css csv:text/csv ' +
      'doc:application/msword epub:application/epub+zip gif:image/gif gz:application/gzip html:text/html ' +
      'ico:image/x-icon ics:text/calendar jar:application/java-archive jpg:image/jpeg js:text/javascript ' +
      'json:application/json mp3:audio/mpeg mp4:video/mp4 oga:audio/ogg otf:font/otf pdf:application/pdf png:image/png ' +
      'rtf:application/rtf svg:image/svg+xml tar:application/x-tar tif:image/tiff ttf:font/ttf txt:text/plain ' +
      'wav:audio/wav webm:video/webm webp:image/webp woff:font/woff xml:application/xml zip:application/zip',
  ),
  commonExtensions: words('pdf mpeg wav png gif mp4 html jpg txt csv'),
  commonTypes: words('audio image video text application'),
  folders: words(
    '/bin /boot /dev /etc /etc/defaults /home /home/user /lib /media /mnt /opt /opt/bin /opt/include /opt/lib /private ' +
      '/srv /sys /tmp /usr /usr/bin /usr/include /usr/lib /usr/local/bin /usr/local/src /usr/sbin /usr/share /usr/src ' +
      '/var /var/log /var/mail /var/spool /var/tmp',
  ),
  products: words(
    'Chair Car Computer Keyboard Mouse Bike Ball Gloves Pants Shirt Table Shoes Hat Towels Soap Tuna Chicken Fish Cheese ' +
      'Bacon Pizza Salad Sausages Chips Lamp Bag Watch Kettle Mug Bench Scarf',
  ),
  productAdjectives: words(
    'Small Ergonomic Rustic Intelligent Gorgeous Incredible Fantastic Practical Sleek Awesome Generic Handcrafted ' +
      'Handmade Licensed Refined Unbranded Tasty Elegant Modern Recycled',
  ),
  productMaterials: words(
    'Steel Wooden Concrete Plastic Cotton Granite Rubber Metal Soft Fresh Frozen Bronze Ceramic Linen Bamboo Marble',
  ),
  departments: words(
    'Books Movies Music Games Electronics Computers Home Garden Tools Grocery Health Beauty Toys Kids Baby Clothing Shoes ' +
      'Jewelery Sports Outdoors Automotive Industrial',
  ),
  nouns: words(
    'alarm application array bandwidth bus capacitor card circuit driver feed firewall hard-drive interface matrix ' +
      'microchip monitor panel pixel port program protocol sensor system transmitter bridge cache cluster gateway kernel ' +
      'ledger node packet queue router server session socket stream switch token tunnel',
  ),
  verbs: words(
    'bypass calculate compress connect copy generate hack index input navigate override parse program quantify ' +
      'reboot synthesize transmit archive deploy encode fetch link merge monitor restore route scan split trace verify',
  ),
  ingVerbs: words(
    'bypassing calculating compressing connecting copying generating hacking indexing navigating overriding ' +
      'parsing programming quantifying rebooting synthesizing transmitting archiving deploying encoding fetching linking ' +
      'merging monitoring restoring routing scanning splitting tracing verifying',
  ),
  adjectives: words(
    'auxiliary primary back-end digital open-source virtual cross-platform redundant online haptic multi-byte bluetooth ' +
      'wireless 1080p neural optical solid-state mobile local remote secure private public shared static dynamic binary ' +
      'encrypted idle native nested parallel portable reliable stateless synchronous',
  ),
  latin: words(
    'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna ' +
      'aliqua enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo consequat duis ' +
      'aute irure in reprehenderit voluptate velit esse cillum eu fugiat nulla pariatur excepteur sint occaecat cupidatat',
  ),
  months: words('January February March April May June July August September October November December'),
  weekdays: words('Monday Tuesday Wednesday Thursday Friday Saturday Sunday'),
} as const;

function words(text: string): readonly string[] {
  return text.split(' ');
}

function list(text: string, separator = ','): readonly string[] {
  return text.split(separator);
}
