/**
 * Names that mean the same in the documentation of PingOne: what its path parameters are called, and what its Postman
 * environment calls the variable. The first lines are the catalogue's, and a test holds them to it.
 */
export const vendorAliases: readonly (readonly string[])[] = [
  ['environmentID', 'envID'],
  ['populationID', 'popID'],
  ['applicationID', 'appID'],
  ['organizationID', 'orgID'],
  ['customRoleID', 'roleID'],
  ['imgID', 'imageID'],
  ['certID', 'certificateID'],
  ['attrMappingID', 'attributeID'],
  ['providerID', 'idpID'],
  // What its pages write besides.
  ['apiPathTest', 'apiPath'],
  ['clientID', 'adminAppID', 'appID'],
  ['clientSecret', 'adminAppSecret', 'appSecret'],
];
