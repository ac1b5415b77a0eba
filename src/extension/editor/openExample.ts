import * as vscode from 'vscode';
import type { Host } from '../host';
import { sandboxName } from '../../core/environment/sandboxName';

/** A request to try, in a document of its own; without a chosen environment it gets the Sandbox. */
export async function openExample(host: Host): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'http', content: example });
  if (host.environments.nameFor(document.uri) === undefined) {
    await host.environments.choose(document.uri, sandboxName);
  }
  await vscode.window.showTextDocument(document);
}

const example = `# Click Send above a request. The Sandbox needs nothing set up.

### Create user
# @name createUser
POST {{apiPath}}/environments/{{envID}}/users
Content-Type: application/json
Authorization: Bearer {{accessToken}}

{
  "email": "somebody@example.com",
  "population": {
    "id": "{{appJwtPopID}}"
  },
  "username": "App_JWT_user_{{$timestamp}}"
}

### Read the user again
GET {{apiPath}}/environments/{{envID}}/users/{{createUser.response.body.$.id}}
Authorization: Bearer {{accessToken}}
`;
