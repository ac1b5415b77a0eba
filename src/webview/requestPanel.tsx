import type { ResponseView } from '../core/view/responseView';
import type { Actions } from './actions';
import { formatHttpVersion } from './formatFigures';
import { MaskedText } from './maskedText';
import type { Model } from './model';
import { TextPanel } from './textPanel';
import type { ViewerContent } from './viewer/shownText';
import { visibleText } from './visibleText';

interface RequestPanelProps {
  readonly view: ResponseView;
  readonly model: Model;
  readonly actions: Actions;
}

/** What went out, secrets masked: request line, header fields, body. */
export function RequestPanel({ view, model, actions }: RequestPanelProps) {
  const { request } = view;
  const hasBody = request.body !== undefined && request.body !== '';
  return (
    <div class="request">
      <div
        class={hasBody ? 'request-head' : 'request-head alone'}
        tabIndex={0}
        role="region"
        aria-label="Request headers"
      >
        <p class="request-line">
          <span class="method">{visibleText(request.method)}</span>{' '}
          <span>
            <MaskedText text={request.url} place={{ part: 'url', index: 0, offset: 0 }} actions={actions} />
          </span>{' '}
          <span class="version">{visibleText(formatHttpVersion(request.httpVersion))}</span>
        </p>
        <table class="fields">
          <tbody>
            {request.headers.map(([name, value], index) => (
              <tr key={index}>
                <th scope="row">{visibleText(name)}</th>
                <td>
                  <MaskedText text={value} place={{ part: 'requestHeader', index, offset: 0 }} actions={actions} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {!hasBody && <p class="quiet">The request has no body.</p>}
      </div>
      {hasBody && <TextPanel content={bodyContent(view)} wrap={model.wrap} actions={actions} />}
    </div>
  );
}

function bodyContent(view: ResponseView): ViewerContent {
  const { request } = view;
  const text = request.body ?? '';
  const type = request.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const language = /\bjson\b/i.test(type) ? 'json' : /\bxml\b/i.test(type) ? 'xml' : 'text';
  return {
    key: `${view.id} request`,
    text,
    language,
    folding: language === 'json',
    links: [],
    label: 'Request body',
    part: 'requestBody',
  };
}
