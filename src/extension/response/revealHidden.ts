import { randomInt } from 'node:crypto';
import * as vscode from 'vscode';
import { findHiddenValue } from '../../core/view/findHiddenValue';
import type { HiddenPlace } from '../../core/view/protocol';
import type { TrailEntry } from './responses';
import { showSecret } from '../secrets/showSecret';

/** Shows what one mask of an answer hides. It is read from what was received and goes to no page, state or record. */
export async function revealHidden({ exchange, view }: TrailEntry, place: HiddenPlace): Promise<void> {
  if (!exchange) {
    void vscode.window.showInformationMessage(
      'Hidden values are kept neither over a reload nor in the history. Send the request again to see one.',
    );
    return;
  }
  const value = await findHiddenValue(exchange, view, place, random);
  if (value === undefined) {
    void vscode.window.showInformationMessage('Nothing is hidden there: the dots came like this.');
    return;
  }
  await showSecret(titles[place.part], value);
}

/** Not to be guessed by a server that would have its own text taken for a mask. */
function random(): number {
  const steps = 2 ** 32;
  return randomInt(steps) / steps;
}

const titles: Readonly<Record<HiddenPlace['part'], string>> = {
  body: 'Hidden value of the response body',
  raw: 'Hidden value of the response body',
  header: 'Hidden value of a response header',
  trailer: 'Hidden value of a field behind the body',
  link: 'Hidden value of a link',
  url: 'Hidden value of the request URL',
  requestHeader: 'Hidden value of a request header',
  requestBody: 'Hidden value of the request body',
};
