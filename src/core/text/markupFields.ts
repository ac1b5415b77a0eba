/** Attributes of XML and HTML that name what an element is for: `<input name="…">`, `<saml:Attribute Name="…">`. */
export const namingAttribute = /^(?:name|key)$/i;

/** Attributes in which such an element has what it is for. */
export const valueAttribute = /^(?:value|content)$/i;

/** Elements inside of such an element that have what it is for: `<saml:AttributeValue>`. */
export const valueElement = /value$/i;

/** Names of fields that a sign-in page posts on, and that are as good as a password. */
export const signInField = /^(?:samlresponse|samlrequest|code)$/i;
