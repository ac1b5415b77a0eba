import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const sendFile = `### Create user
# @name createUser
POST {{baseUrl}}/v1/environments/{{envId}}/users HTTP/1.1
Authorization: Bearer {{accessToken}}
Content-Type: application/json

{
  "username": "joe.smith",
  "email": "joe.smith@example.com",
  "population": { "id": "{{populationId}}" }
}
`;

/** A workspace with one request, whose values come from an environment file, as a person's would. */
export async function sendWorkspace(scratch, api) {
  const folder = join(scratch, 'send');
  const values = {
    baseUrl: api.origin,
    envId: '0e5a6a2c-93f1-4c1e-8d0b-6d4b4a0f9c11',
    accessToken: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJiZW5jaCJ9.',
    populationId: '7c1d9f04-2f0e-4a53-b1c3-0b6f6f2f8a27',
  };
  await mkdir(join(folder, '.vscode'), { recursive: true });
  const settings = { 'identityHttp.defaultEnvironment': 'bench', 'editor.wordBasedSuggestions': 'off' };
  await writeFile(join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
  await writeFile(join(folder, 'http-client.env.json'), JSON.stringify({ bench: values }, null, 2));
  await writeFile(join(folder, 'send.http'), sendFile);
  return folder;
}
