/**
 * The JSON that GraphQL over HTTP sends for a document and the text of its variables, whose digits stay as written.
 * `undefined` when the variables are no JSON object. A document that is a JSON object already is sent as it is.
 */
export function joinGraphqlBody(query: string, variables: string | undefined): string | undefined {
  const document = query.trim();
  if (variables === undefined) return isJsonObject(document) ? document : `{"query":${JSON.stringify(document)}}`;
  const object = variables.trim();
  return isJsonObject(object) ? `{"query":${JSON.stringify(document)},"variables":${object}}` : undefined;
}

function isJsonObject(text: string): boolean {
  if (!text.startsWith('{')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
