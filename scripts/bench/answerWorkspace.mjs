import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What is asked behind a keystroke; `edit` is the keystroke alone. */
export const questions = [
  'edit',
  'completion',
  'hover',
  'definition',
  'references',
  'highlights',
  'signature help',
  'code actions',
  'symbols',
  'folding',
  'selection range',
  'links',
  'code lenses',
  'inlay hints',
  'semantic tokens',
  'format selection',
  'format on type',
  'format document',
];

/** A workspace with one file of 5,000 requests, whose values come from an environment file. */
export async function answerWorkspace(scratch) {
  const folder = join(scratch, 'answers');
  const requests = Array.from(
    { length: 5000 },
    (_, index) => `### Request ${index}
# @name request${index}
POST {{host}}/v1/environments/{{envID}}/users/${index}
Content-Type: application/json
Authorization: Bearer {{accessToken}}

{
  "username": "user${index}",
  "population": { "id": "{{popID}}" }
}
`,
  );
  const values = { host: 'https://api.example.com', envID: '3f2', popID: '7c1', accessToken: 'example' };
  await mkdir(join(folder, '.vscode'), { recursive: true });
  const settings = { 'identityHttp.defaultEnvironment': 'bench', 'editor.wordBasedSuggestions': 'off' };
  await writeFile(join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
  await writeFile(join(folder, 'http-client.env.json'), JSON.stringify({ bench: values }, null, 2));
  await writeFile(join(folder, 'long.http'), requests.join('\n'));
  return folder;
}
