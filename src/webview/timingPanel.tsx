import type { ConnectionView, ResponseView } from '../core/view/responseView';
import { countOf, formatBytes, formatTime } from './formatFigures';
import { visibleText } from './visibleText';

type Phases = ConnectionView['timing'];

/** How long each phase took, as lengths and as figures, and what is known of the connection. */
export function TimingPanel({
  view,
  connection,
}: {
  readonly view: ResponseView;
  readonly connection: ConnectionView;
}) {
  const rows = phaseRows(view, connection.timing);
  const whole = Math.max(
    rows.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    0.001,
  );
  let before = 0;
  return (
    <div class="scrolled timing" tabIndex={0} role="region" aria-label="Timing and connection" data-testid="timing">
      <table class="phases">
        <caption class="spoken">Timing by phase</caption>
        <tbody>
          {rows.map(({ label, milliseconds }) => {
            const start = (before / whole) * 100;
            before += milliseconds;
            return (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td class="figure">{formatPhase(milliseconds)}</td>
                <td class="track" aria-hidden="true">
                  <svg preserveAspectRatio="none" viewBox="0 0 100 1">
                    <rect x={start} y="0" width={Math.max(0.4, (milliseconds / whole) * 100)} height="1" />
                  </svg>
                </td>
              </tr>
            );
          })}
          <tr class="whole">
            <th scope="row">Total</th>
            <td class="figure">{formatPhase(view.milliseconds)}</td>
            <td class="track" />
          </tr>
        </tbody>
      </table>
      <table class="fields">
        <tbody>
          {factRows(view, connection).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{visibleText(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface PhaseRow {
  readonly label: string;
  readonly milliseconds: number;
}

/** The phases are those of the last request; what came before it is one row, so that the rows make up the total. */
function phaseRows(view: ResponseView, timing: Phases): readonly PhaseRow[] {
  const rows = PHASES.flatMap(([name, label]) => {
    const milliseconds = timing[name];
    return milliseconds === undefined ? [] : [{ label, milliseconds }];
  });
  if (view.redirects.length === 0) return rows;
  const last = rows.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return [{ label: 'Redirects', milliseconds: Math.max(0, view.milliseconds - last) }, ...rows];
}

const PHASES: readonly (readonly [keyof Phases, string])[] = [
  ['lookup', 'Name lookup'],
  ['connect', 'TCP'],
  ['proxy', 'Proxy'],
  ['tls', 'TLS'],
  ['request', 'Request'],
  ['firstByte', 'First byte'],
  ['download', 'Download'],
];

type Fact = readonly [name: string, value: string];

function factRows(view: ResponseView, connection: ConnectionView): readonly Fact[] {
  const { tls, proxy, sentBytes, receivedBytes } = connection;
  const { outcome } = view;
  const facts: Fact[] = [
    ['Connection', connection.isReused ? 'reused: nothing had to be looked up, opened or agreed on' : 'new'],
    ['Protocol', outcome.kind === 'response' ? `HTTP/${outcome.httpVersion}` : ''],
    ['Proxy', proxy ? `${proxy.url}, from ${proxy.source}` : 'none'],
    ['Server address', connection.remoteAddress ?? ''],
    ['Local address', connection.localAddress ?? ''],
    ['Sent', sentBytes === undefined ? '' : formatBytes(sentBytes)],
    ['Received', receivedBytes === undefined ? '' : formatBytes(receivedBytes)],
    ['Body', outcome.kind === 'response' ? bodySizes(outcome.wireSize, outcome.size) : ''],
    ...tlsFacts(tls),
  ];
  return facts.filter(([, value]) => value !== '');
}

function bodySizes(wireSize: number, size: number): string {
  return wireSize === size ? formatBytes(size) : `${formatBytes(wireSize)} on the wire, ${formatBytes(size)} decoded`;
}

function tlsFacts(tls: ConnectionView['tls']): readonly Fact[] {
  if (!tls) return [];
  const { certificate } = tls;
  return [
    ['TLS', [tls.protocol, tls.cipher].filter((text) => text !== undefined).join(', ')],
    ['Certificate', tls.isVerified ? 'verified' : 'NOT verified: you allowed that for this host'],
    ['Client certificate', tls.offersClientCertificate ? 'offered' : ''],
    ['Subject', certificate?.subject ?? ''],
    ['Issuer', certificate?.issuer ?? ''],
    ['Valid', certificate ? `${dayOf(certificate.validFrom)} to ${dayOf(certificate.validTo)}` : ''],
    ['Expires', certificate?.validTo === undefined ? '' : expiry(certificate.validTo - Date.now())],
    ['SHA-256', certificate?.fingerprint ?? ''],
  ];
}

function expiry(left: number): string {
  const days = Math.floor(Math.abs(left) / 86_400_000);
  return left < 0 ? `${countOf(days, 'day')} ago` : `in ${countOf(days, 'day')}`;
}

function dayOf(time: number | undefined): string {
  return time === undefined ? 'unknown' : formatTime(new Date(time)).slice(0, 10);
}

/** Most phases on a fast network are shorter than a millisecond. */
function formatPhase(milliseconds: number): string {
  return milliseconds < 10 ? `${milliseconds.toFixed(1)} ms` : `${Math.round(milliseconds)} ms`;
}
