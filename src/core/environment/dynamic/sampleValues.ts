import type { DrawSample, SamplePorts } from './sampleNames';
import { sampleAliases } from './sampleNames';
import { sampleWords } from './sampleWords';

/**
 * Made-up data under Postman's names. Hosts and addresses end in the names that RFC 2606 keeps for examples, so that
 * no invented user has a mailbox of a real person. Each is one line without quotes, fit for a JSON string and a field.
 */
export const drawSample: DrawSample = (ports, name) => {
  const key = (Object.hasOwn(sampleAliases, name) ? (sampleAliases[name] ?? name) : name).slice('$random'.length);
  return Object.hasOwn(samples, key) ? samples[key]?.(buildDraw(ports)) : undefined;
};

/** The draws that samples are made of. */
interface Draw {
  readonly ports: SamplePorts;
  /** From `low` up to and with `high`. */
  readonly int: (low: number, high: number) => number;
  readonly from: (list: readonly string[]) => string;
  readonly characters: (alphabet: string, length: number) => string;
  readonly times: (count: number, make: () => string) => readonly string[];
  /** An ISO 8601 time that lies between so many days before and behind now. */
  readonly date: (before: number, behind: number) => string;
}

function buildDraw(ports: SamplePorts): Draw {
  const int = (low: number, high: number): number => low + Math.floor(ports.random() * (high - low + 1));
  return {
    ports,
    int,
    times,
    from: (list) => list[int(0, list.length - 1)] ?? '',
    characters: (alphabet, length) => times(length, () => alphabet[int(0, alphabet.length - 1)] ?? '').join(''),
    date: (before, behind) => {
      const days = ports.random() * (before + behind) - before;
      return new Date(ports.clock() + Math.round(days * 86_400_000)).toISOString();
    },
  };
}

function times(count: number, make: () => string): readonly string[] {
  return Array.from({ length: count }, make);
}

const digits = '0123456789';
const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const hex = '0123456789abcdef';

const {
  firstNames,
  lastNames,
  cities,
  streets,
  streetSuffixes,
  countries,
  currencies,
  fileTypes,
  nouns,
  adjectives,
  verbs,
  ingVerbs,
  latin,
} = sampleWords;

const samples: Readonly<Record<string, (draw: Draw) => string>> = {
  UUID: (draw) => draw.ports.newId(),
  AlphaNumeric: (draw) => draw.characters(lower + digits, 1),
  Boolean: (draw) => String(draw.int(0, 1) === 1),
  Color: (draw) => draw.from(sampleWords.colors),
  HexColor: (draw) => `#${draw.characters(hex, 6)}`,
  Abbreviation: (draw) => draw.from(sampleWords.abbreviations),

  IP: (draw) => draw.times(4, () => String(draw.int(0, 255))).join('.'),
  IPV6: (draw) => draw.times(8, () => draw.characters(hex, 4)).join(':'),
  MACAddress: (draw) => draw.times(6, () => draw.characters(hex, 2)).join(':'),
  Password: (draw) => draw.characters(lower + upper + digits, 15),
  Locale: (draw) => draw.from(sampleWords.locales),
  UserAgent: (draw) => draw.from(sampleWords.userAgents),
  Protocol: (draw) => draw.from(['http', 'https']),
  Semver: (draw) => draw.times(3, () => String(draw.int(0, 9))).join('.'),

  FirstName: (draw) => draw.from(firstNames),
  LastName: (draw) => draw.from(lastNames),
  FullName: fullName,
  NamePrefix: (draw) => draw.from(sampleWords.namePrefixes),
  NameSuffix: (draw) => draw.from(sampleWords.nameSuffixes),
  JobArea: (draw) => draw.from(sampleWords.jobAreas),
  JobDescriptor: (draw) => draw.from(sampleWords.jobDescriptors),
  JobTitle: (draw) =>
    [sampleWords.jobDescriptors, sampleWords.jobAreas, sampleWords.jobTypes].map((list) => draw.from(list)).join(' '),
  JobType: (draw) => draw.from(sampleWords.jobTypes),

  PhoneNumber: phoneNumber,
  PhoneNumberExt: (draw) => `${phoneNumber(draw)} x${draw.int(100, 99_999)}`,
  City: (draw) => draw.from(cities),
  StreetName: streetName,
  StreetAddress: (draw) => `${draw.int(1, 9999)} ${streetName(draw)}`,
  Country: (draw) => draw.from(countries).slice(3),
  CountryCode: (draw) => draw.from(countries).slice(0, 2),
  Latitude: (draw) => coordinate(draw, 90),
  Longitude: (draw) => coordinate(draw, 180),

  AvatarImage: (draw) => `https://images.example.com/avatars/${draw.int(1, 1000)}.jpg`,
  ImageUrl: (draw) => imageUrl(draw, 'any'),
  AbstractImage: (draw) => imageUrl(draw, 'abstract'),
  AnimalsImage: (draw) => imageUrl(draw, 'animals'),
  BusinessImage: (draw) => imageUrl(draw, 'business'),
  CatsImage: (draw) => imageUrl(draw, 'cats'),
  CityImage: (draw) => imageUrl(draw, 'city'),
  FoodImage: (draw) => imageUrl(draw, 'food'),
  NightlifeImage: (draw) => imageUrl(draw, 'nightlife'),
  FashionImage: (draw) => imageUrl(draw, 'fashion'),
  PeopleImage: (draw) => imageUrl(draw, 'people'),
  NatureImage: (draw) => imageUrl(draw, 'nature'),
  SportsImage: (draw) => imageUrl(draw, 'sports'),
  TransportImage: (draw) => imageUrl(draw, 'transport'),
  ImageDataUri: (draw) => imageDataUri(`#${draw.characters(hex, 6)}`),

  BankAccount: (draw) => draw.characters(digits, 8),
  BankAccountName: (draw) => `${draw.from(sampleWords.accountNames)} Account`,
  CreditCardMask: (draw) => draw.characters(digits, 4),
  BankAccountBic: (draw) =>
    `${draw.characters(upper, 4)}${draw.from(countries).slice(0, 2)}${draw.characters(upper + digits, 2)}`,
  BankAccountIban: (draw) => iban(draw.from(countries).slice(0, 2), draw.characters(digits, 18)),
  TransactionType: (draw) => draw.from(sampleWords.transactionTypes),
  CurrencyCode: (draw) => currencyPart(draw, 0),
  CurrencyName: (draw) => currencyPart(draw, 2),
  CurrencySymbol: (draw) => currencyPart(draw, 1),
  Bitcoin: (draw) => draw.from(['1', '3']) + draw.characters(base58, draw.int(25, 33)),

  CompanyName: (draw) => `${draw.from(lastNames)} ${draw.from(sampleWords.companySuffixes)}`,
  CompanySuffix: (draw) => draw.from(sampleWords.companySuffixes),
  Bs: (draw) =>
    [sampleWords.businessVerbs, sampleWords.businessAdjectives, sampleWords.businessNouns]
      .map((list) => draw.from(list))
      .join(' '),
  BsAdjective: (draw) => draw.from(sampleWords.businessAdjectives),
  BsBuzz: (draw) => draw.from(sampleWords.businessVerbs),
  BsNoun: (draw) => draw.from(sampleWords.businessNouns),
  CatchPhrase: (draw) =>
    [sampleWords.catchAdjectives, sampleWords.catchDescriptors, sampleWords.catchNouns]
      .map((list) => draw.from(list))
      .join(' '),
  CatchPhraseAdjective: (draw) => draw.from(sampleWords.catchAdjectives),
  CatchPhraseDescriptor: (draw) => draw.from(sampleWords.catchDescriptors),
  CatchPhraseNoun: (draw) => draw.from(sampleWords.catchNouns),

  DatabaseColumn: (draw) => draw.from(sampleWords.databaseColumns),
  DatabaseType: (draw) => draw.from(sampleWords.databaseTypes),
  DatabaseCollation: (draw) => draw.from(sampleWords.databaseCollations),
  DatabaseEngine: (draw) => draw.from(sampleWords.databaseEngines),

  DateFuture: (draw) => draw.date(0, 365),
  DatePast: (draw) => draw.date(365, 0),
  DateRecent: (draw) => draw.date(1, 0),
  Month: (draw) => draw.from(sampleWords.months),
  Weekday: (draw) => draw.from(sampleWords.weekdays),

  DomainName: (draw) => `${draw.from(nouns)}.example.${draw.from(exampleSuffixes)}`,
  DomainSuffix: (draw) => draw.from(sampleWords.domainSuffixes),
  DomainWord: (draw) => draw.from(nouns),
  Email: email,
  ExampleEmail: email,
  UserName: userName,
  Url: (draw) => `${draw.from(['http', 'https'])}://${draw.from(nouns)}.example.${draw.from(exampleSuffixes)}`,

  FileName: (draw) => `${fileStem(draw)}.${extension(draw)}`,
  FileType: (draw) => draw.from(['application', 'audio', 'font', 'image', 'text', 'video']),
  FileExt: extension,
  CommonFileName: commonFileName,
  CommonFileType: (draw) => draw.from(sampleWords.commonTypes),
  CommonFileExt: (draw) => draw.from(sampleWords.commonExtensions),
  FilePath: (draw) => `${draw.from(sampleWords.folders)}/${fileStem(draw)}.${extension(draw)}`,
  DirectoryPath: (draw) => draw.from(sampleWords.folders),
  MimeType: (draw) => draw.from(fileTypes).split(':')[1] ?? '',

  Price: (draw) => `${draw.int(0, 999)}.${draw.characters(digits, 2)}`,
  Product: (draw) => draw.from(sampleWords.products),
  ProductAdjective: (draw) => draw.from(sampleWords.productAdjectives),
  ProductMaterial: (draw) => draw.from(sampleWords.productMaterials),
  ProductName: (draw) =>
    [sampleWords.productAdjectives, sampleWords.productMaterials, sampleWords.products]
      .map((list) => draw.from(list))
      .join(' '),
  Department: (draw) => draw.from(sampleWords.departments),

  Noun: (draw) => draw.from(nouns),
  Verb: (draw) => draw.from(verbs),
  Ingverb: (draw) => draw.from(ingVerbs),
  Adjective: (draw) => draw.from(adjectives),
  Word: word,
  Words: (draw) => draw.times(draw.int(2, 5), () => word(draw)).join(' '),
  Phrase: (draw) =>
    `Try to ${draw.from(verbs)} the ${draw.from(nouns)}, maybe it will ${draw.from(verbs)} the ${draw.from(adjectives)} ${draw.from(nouns)}!`,

  LoremWord: (draw) => draw.from(latin),
  LoremWords: (draw) => loremWords(draw, 3),
  LoremSentence: sentence,
  LoremSentences: (draw) => draw.times(draw.int(2, 6), () => sentence(draw)).join(' '),
  LoremParagraph: paragraph,
  LoremParagraphs: (draw) => draw.times(3, () => paragraph(draw)).join(' '),
  LoremText: (draw) => draw.times(draw.int(1, 3), () => paragraph(draw)).join(' '),
  LoremSlug: (draw) => loremWords(draw, 3).replaceAll(' ', '-'),
  LoremLines: (draw) => draw.times(draw.int(1, 5), () => sentence(draw)).join(' '),
};

const exampleSuffixes: readonly string[] = ['com', 'net', 'org'];
const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

function fullName(draw: Draw): string {
  return `${draw.from(firstNames)} ${draw.from(lastNames)}`;
}

function userName(draw: Draw): string {
  const separator = draw.from(['', '.', '_']);
  return `${draw.from(firstNames)}${separator}${draw.from(lastNames)}${draw.int(1, 9999)}`;
}

function email(draw: Draw): string {
  return `${userName(draw).toLowerCase()}@example.${draw.from(exampleSuffixes)}`;
}

/** From the numbers that are kept for fiction. */
function phoneNumber(draw: Draw): string {
  return `${draw.int(201, 989)}-555-01${draw.characters(digits, 2)}`;
}

function streetName(draw: Draw): string {
  return `${draw.from(streets)} ${draw.from(streetSuffixes)}`;
}

function coordinate(draw: Draw, limit: number): string {
  return ((draw.ports.random() * 2 - 1) * limit).toFixed(4);
}

function imageUrl(draw: Draw, subject: string): string {
  return `https://images.example.com/640x480/${subject}/${draw.int(1, 1000)}.jpg`;
}

function imageDataUri(color: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"><rect width="100%" height="100%" fill="${color}"/></svg>`;
  return `data:image/svg+xml;charset=UTF-8,${encodeURIComponent(svg)}`;
}

/** With the check digits of ISO 13616, so that what checks them lets it pass. */
function iban(country: string, account: string): string {
  const rearranged = [...`${account}${country}00`].map((character) => String(Number.parseInt(character, 36))).join('');
  let rest = 0;
  for (const digit of rearranged) rest = (rest * 10 + Number(digit)) % 97;
  return `${country}${String(98 - rest).padStart(2, '0')}${account}`;
}

/** `EUR € Euro`: code, symbol, name. */
function currencyPart(draw: Draw, index: number): string {
  const [code = '', symbol = '', ...name] = draw.from(currencies).split(' ');
  return [code, symbol, name.join(' ')][index] ?? '';
}

function word(draw: Draw): string {
  return draw.from([nouns, verbs, adjectives][draw.int(0, 2)] ?? nouns);
}

function fileStem(draw: Draw): string {
  return `${draw.from(adjectives)}_${draw.from(nouns)}`.replaceAll(' ', '_');
}

function extension(draw: Draw): string {
  return draw.from(fileTypes).split(':')[0] ?? '';
}

function commonFileName(draw: Draw): string {
  return `${fileStem(draw)}.${draw.from(sampleWords.commonExtensions)}`;
}

function loremWords(draw: Draw, count: number): string {
  return draw.times(count, () => draw.from(latin)).join(' ');
}

function sentence(draw: Draw): string {
  const text = loremWords(draw, draw.int(3, 10));
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function paragraph(draw: Draw): string {
  return draw.times(3, () => sentence(draw)).join(' ');
}
