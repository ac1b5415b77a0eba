import type { ResponseOutcomeView } from '../core/view/responseView';
import type { Actions } from './actions';
import { CopyButton } from './buttons';
import { MaskedText } from './maskedText';
import { visibleText } from './visibleText';

interface HeadersPanelProps {
  readonly outcome: ResponseOutcomeView;
  readonly copied: string | undefined;
  readonly actions: Actions;
}

/** The header fields in the order and spelling of the server. */
export function HeadersPanel({ outcome, copied, actions }: HeadersPanelProps) {
  if (outcome.headers.length === 0) return <p class="quiet">The answer has no headers.</p>;
  return (
    <div class="scrolled" tabIndex={0} role="region" aria-label="Response headers">
      <table class="fields">
        <thead class="spoken">
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Value</th>
            <th scope="col">Copy</th>
          </tr>
        </thead>
        <tbody>
          {outcome.headers.map(([name, value], index) => (
            <tr key={index}>
              <th scope="row">{visibleText(name)}</th>
              <td>
                <MaskedText text={value} place={{ part: 'header', index, offset: 0 }} actions={actions} />
              </td>
              <td class="row-tools">
                <CopyButton
                  what={{ header: index }}
                  name={`header ${visibleText(name)}${repeatOf(outcome.headers, index)}`}
                  copied={copied}
                  actions={actions}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {outcome.trailers !== undefined && <Trailers fields={outcome.trailers} actions={actions} />}
    </div>
  );
}

interface TrailersProps {
  readonly fields: ResponseOutcomeView['headers'];
  readonly actions: Actions;
}

/** They came behind the body, so nobody could know them before it. */
function Trailers({ fields, actions }: TrailersProps) {
  return (
    <table class="fields" aria-label="Fields behind the body">
      <tbody>
        {fields.map(([name, value], index) => (
          <tr key={index}>
            <th scope="row">{`${visibleText(name)} (behind the body)`}</th>
            <td>
              <MaskedText text={value} place={{ part: 'trailer', index, offset: 0 }} actions={actions} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function repeatOf(headers: ResponseOutcomeView['headers'], index: number): string {
  const name = headers[index]?.[0].toLowerCase();
  const before = headers.slice(0, index).filter(([other]) => other.toLowerCase() === name).length;
  return before === 0 ? '' : ` ${before + 1}`;
}
