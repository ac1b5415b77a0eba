import type { FailureRow, FailureRows } from './failureRow';

/** While TLS is agreed on. */
export function tlsFailures(): FailureRows {
  return [
    ['CERT_HAS_EXPIRED', certificate('has expired', 'Ask whoever runs the server to renew it.')],
    ['CERT_NOT_YET_VALID', certificate('is not valid yet', 'Check the clock of this machine and of the server.')],
    ['CERT_REVOKED', revoked],
    ['CERT_UNTRUSTED', untrusted],
    ['UNABLE_TO_GET_ISSUER_CERT', untrusted],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', untrusted],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', untrusted],
    ['SELF_SIGNED_CERT_IN_CHAIN', untrusted],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', selfSigned],
    [
      'ERR_TLS_CERT_ALTNAME_INVALID',
      certificate(
        'is for another name',
        'Check the spelling of the host; a certificate for another name protects nothing.',
      ),
    ],
    ['EPROTO', tlsFailed],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', wantsClientCertificate],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', wantsClientCertificate],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', wantsClientCertificate],
    ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN', wantsClientCertificate],
    ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', wantsClientCertificate],
    ['ERR_TLS_HANDSHAKE_TIMEOUT', tlsFailed],
  ];
}

/** A code we have not met, by its family. */
export function tlsFamilyOf(code: string): FailureRow | undefined {
  if (/^(?:CERT_|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|CRL_|ERR_OSSL_X509|HOSTNAME_MISMATCH)/.test(code)) {
    return certificate('could not be verified', 'Check who issued it, and the clock of this machine.');
  }
  if (/^(?:ERR_SSL_|ERR_TLS_|ERR_OSSL_)/.test(code)) return tlsFailed;
  return undefined;
}

const certificate =
  (what: string, nextStep: string): FailureRow =>
  ({ certificateHost }) => ({
    code: 'tls',
    message: `The certificate of ${certificateHost.replace(/:443$/, '')} ${what}.`,
    nextStep,
    mayBeAllowed: true,
  });

const revoked: FailureRow = ({ certificateHost }) => ({
  code: 'tls',
  message: `The certificate of ${certificateHost.replace(/:443$/, '')} was revoked.`,
  nextStep: 'Do not go on; ask whoever runs the server.',
});

const wantsClientCertificate: FailureRow = ({ host, offersClientCertificate }) => ({
  code: 'tls',
  message: offersClientCertificate
    ? `${host} does not accept the client certificate that was shown.`
    : `${host} wants a client certificate, and none was shown.`,
  nextStep: offersClientCertificate
    ? 'Check clientCertificate under SSLConfiguration of the environment: who issued it, and until when it is valid.'
    : 'Name one as clientCertificate under SSLConfiguration of the environment.',
  isBeforeRequest: true,
});

const untrusted = certificate(
  'was issued by an authority this machine does not trust',
  'Install the issuing authority on this machine (NODE_EXTRA_CA_CERTS names a file of them), or check that no one is in between.',
);

const selfSigned = certificate(
  'is self-signed: no authority vouches for it',
  'If the server is yours, trust its certificate on this machine; otherwise do not go on.',
);

const tlsFailed: FailureRow = ({ host }, { code }) => ({
  code: 'tls',
  message: `No secure connection to ${host} could be agreed on${code === '' ? '' : ` (${code})`}.`,
  nextStep:
    'Check that the port speaks https, that its TLS version is at least 1.2, and whether it wants a client certificate.',
});
