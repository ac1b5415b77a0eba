import type { ConnectionReport } from '../exchange/connectionReport';
import type { Redactor } from '../exchange/redaction';

/** The report with every text that a server or a setting wrote masked, as everything that is shown. */
export function describeConnection(report: ConnectionReport, redactor: Redactor): ConnectionReport {
  const { proxy, tls } = report;
  return {
    ...report,
    proxy: proxy && { url: redactor.url(proxy.url), source: redactor.text(proxy.source) },
    tls: tls && {
      ...tls,
      certificate: tls.certificate && {
        ...tls.certificate,
        subject: redactor.text(tls.certificate.subject),
        issuer: redactor.text(tls.certificate.issuer),
      },
    },
  };
}
