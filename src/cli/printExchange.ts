import { formatSize } from '../core/view/describeBody';
import type { LinkView, ResponseOutcomeView, ResponseView } from '../core/view/responseView';
import { escapeLine, escapeLines } from './terminal';
import type { Style, Terminal } from './terminal';

/** One exchange for a person: what was sent, status line, headers, body, links. Nothing of it reaches the terminal raw. */
export function printExchange(terminal: Terminal, view: ResponseView): void {
  const { style } = terminal;
  const { method, url } = view.request;
  const title = view.title === '' || view.title.startsWith(`${method} `) ? '' : `${view.title}: `;
  const lines = [style.dim(escapeLine(`${title}${method} ${url}`))];
  for (const hop of view.redirects) lines.push(style.dim(escapeLine(`${hop.status} on the way, to ${hop.url}`)));
  switch (view.outcome.kind) {
    case 'failure':
      lines.push(style.bad(escapeLine(view.outcome.message)), escapeLine(view.outcome.nextStep));
      break;
    case 'response':
      lines.push(...describeResponse(style, view, view.outcome));
      break;
  }
  terminal.print(`${lines.join('\n')}\n\n`);
}

function describeResponse(style: Style, view: ResponseView, response: ResponseOutcomeView): string[] {
  const paint = response.status < 400 ? style.good : style.bad;
  const status = escapeLine(`HTTP/${response.httpVersion} ${response.status} ${response.statusText}`.trimEnd());
  const lines = [
    `${style.strong(paint(status))}  ${style.dim(`${Math.round(view.milliseconds)} ms, ${formatSize(response.size)}`)}`,
  ];
  for (const [name, value] of response.headers) lines.push(`${style.name(escapeLine(name))}: ${escapeLine(value)}`);
  for (const note of view.notes) lines.push(style.dim(escapeLine(`Note: ${note}`)));
  for (const save of view.saves ?? [])
    if (save.kind === 'saved') lines.push(style.dim(escapeLine(`Saved: ${save.shown}`)));
  if (response.body.formatted !== '') lines.push('', escapeLines(response.body.formatted).replace(/\n+$/, ''));
  if (response.body.cut !== undefined) lines.push(style.dim(escapeLine(response.body.cut)));
  if (response.links.length > 0)
    lines.push('', `Links (${response.links.length})`, ...describeLinks(style, response.links));
  return lines;
}

function describeLinks(style: Style, links: readonly LinkView[]): string[] {
  const width = Math.min(30, Math.max(...links.map((link) => link.rel.length)));
  return links.map((link) => {
    const mediaType = link.mediaType === undefined ? '' : `  ${link.mediaType}`;
    const rel = style.name(escapeLine(link.rel.padEnd(width)));
    return `  ${rel}  ${escapeLine(`${link.method.padEnd(5)} ${link.href}${mediaType}`)}`;
  });
}
