import type { FilterRules } from './evaluateScimFilter';

const plainUserAttributes = [
  'accountId',
  'address.countryCode',
  'address.locality',
  'address.postalCode',
  'address.region',
  'address.streetAddress',
  'email',
  'enabled',
  'externalId',
  'locale',
  'mobilePhone',
  'name.family',
  'name.formatted',
  'name.given',
  'name.honorificPrefix',
  'name.honorificSuffix',
  'name.middle',
  'nickname',
  'photo.href',
  'preferredLanguage',
  'primaryPhone',
  'timezone',
  'title',
  'type',
  'username',
];

/** `GET …/users`. */
export const userFilterRules: FilterRules = {
  operators: {
    eq: [...plainUserAttributes, 'population.id'],
    sw: plainUserAttributes,
    ew: ['email', 'name.family', 'name.given'],
  },
  logic: ['and', 'or'],
  elements: ['memberOfGroups'],
};

/** `GET …/populations`. */
export const populationFilterRules: FilterRules = { operators: { sw: ['name'], eq: ['id'] }, logic: [], elements: [] };

/** `GET …/groups`. */
export const groupFilterRules: FilterRules = {
  operators: { eq: ['name'], sw: ['externalId'] },
  logic: ['and', 'or'],
  elements: [],
};

/** Lists that page but cannot be filtered. */
export const noFilterRules: FilterRules = { operators: {}, logic: [], elements: [] };
