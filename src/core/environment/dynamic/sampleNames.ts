import type { Clock, Random } from '../ports';

/** What sample values draw from. */
export interface SamplePorts {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly random: Random;
}

/** A fresh value for one of `sampleNames` or `sampleAliases`, or `undefined` for any other name. */
export type DrawSample = (ports: SamplePorts, name: string) => string | undefined;

/** Postman's names for made-up data, without those that need no word list. Their values are a chunk of its own. */
export const sampleNames: readonly string[] = (
  'UUID AlphaNumeric Boolean Color HexColor Abbreviation IP IPV6 MACAddress Password Locale UserAgent Protocol Semver ' +
  'FirstName LastName FullName NamePrefix NameSuffix JobArea JobDescriptor JobTitle JobType PhoneNumber ' +
  'PhoneNumberExt City StreetName StreetAddress Country CountryCode Latitude Longitude AvatarImage ImageUrl ' +
  'AbstractImage AnimalsImage BusinessImage CatsImage CityImage FoodImage NightlifeImage FashionImage PeopleImage ' +
  'NatureImage SportsImage TransportImage ImageDataUri BankAccount BankAccountName CreditCardMask BankAccountBic ' +
  'BankAccountIban TransactionType CurrencyCode CurrencyName CurrencySymbol Bitcoin CompanyName CompanySuffix Bs ' +
  'BsAdjective BsBuzz BsNoun CatchPhrase CatchPhraseAdjective CatchPhraseDescriptor CatchPhraseNoun DatabaseColumn ' +
  'DatabaseType DatabaseCollation DatabaseEngine DateFuture DatePast DateRecent Month Weekday DomainName ' +
  'DomainSuffix DomainWord Email ExampleEmail UserName Url FileName FileType FileExt CommonFileName CommonFileType ' +
  'CommonFileExt FilePath DirectoryPath MimeType Price Product ProductAdjective ProductMaterial ProductName ' +
  'Department Noun Verb Ingverb Adjective Word Words Phrase LoremWord LoremWords LoremSentence LoremSentences ' +
  'LoremParagraph LoremParagraphs LoremText LoremSlug LoremLines'
)
  .split(' ')
  .map((name) => `$random${name}`);

/** JetBrains' names for the same data. */
export const sampleAliases: Readonly<Record<string, string>> = {
  '$random.name.firstName': '$randomFirstName',
  '$random.name.lastName': '$randomLastName',
  '$random.name.fullName': '$randomFullName',
  '$random.name.name': '$randomFullName',
  '$random.name.prefix': '$randomNamePrefix',
  '$random.name.suffix': '$randomNameSuffix',
  '$random.name.username': '$randomUserName',
  '$random.name.title': '$randomJobTitle',
  '$random.job.title': '$randomJobTitle',
  '$random.internet.emailAddress': '$randomEmail',
  '$random.internet.safeEmailAddress': '$randomExampleEmail',
  '$random.internet.password': '$randomPassword',
  '$random.internet.url': '$randomUrl',
  '$random.internet.domainName': '$randomDomainName',
  '$random.internet.ipV4Address': '$randomIP',
  '$random.internet.ipV6Address': '$randomIPV6',
  '$random.internet.macAddress': '$randomMACAddress',
  '$random.internet.uuid': '$randomUUID',
  '$random.address.city': '$randomCity',
  '$random.address.country': '$randomCountry',
  '$random.address.countryCode': '$randomCountryCode',
  '$random.address.streetName': '$randomStreetName',
  '$random.address.streetAddress': '$randomStreetAddress',
  '$random.address.latitude': '$randomLatitude',
  '$random.address.longitude': '$randomLongitude',
  '$random.phoneNumber.phoneNumber': '$randomPhoneNumber',
  '$random.company.name': '$randomCompanyName',
  '$random.company.suffix': '$randomCompanySuffix',
  '$random.company.catchPhrase': '$randomCatchPhrase',
  '$random.company.bs': '$randomBs',
  '$random.commerce.department': '$randomDepartment',
  '$random.commerce.productName': '$randomProductName',
  '$random.commerce.price': '$randomPrice',
  '$random.lorem.word': '$randomLoremWord',
  '$random.lorem.sentence': '$randomLoremSentence',
  '$random.lorem.paragraph': '$randomLoremParagraph',
};

/** True when a sample is asked for in the text, or may be. */
export function asksForSamples(text: string): boolean {
  return text.includes('$random') && /\$random(?!Int\b)(?:[A-Z]|\.[a-z][A-Za-z]*\.)/.test(text);
}
