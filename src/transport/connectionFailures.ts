import type { FailureRow, FailureRows } from './failureRow';

/** While the name is looked up and TCP connects. */
export function connectionFailures(): FailureRows {
  return [
    [
      'ECONNREFUSED',
      ({ host }) => ({
        code: 'connection-refused',
        message: `Nothing answers at ${host}: the connection was refused.`,
        nextStep: 'Check that the server runs and that host and port are right.',
      }),
    ],
    ['EHOSTUNREACH', unreachable],
    ['EHOSTDOWN', unreachable],
    ['ENETUNREACH', unreachable],
    ['EADDRNOTAVAIL', unreachable],
    ['ENETDOWN', unreachable],
    [
      'EACCES',
      ({ host }) => ({
        code: 'connection-refused',
        message: `This machine does not allow a connection to ${host}.`,
        nextStep: 'Check the firewall and the port.',
      }),
    ],
    ['ENOTFOUND', notFound],
    ['ENODATA', notFound],
    [
      'EAI_AGAIN',
      ({ host }) => ({
        code: 'host-not-found',
        message: `The name service did not answer for ${host}.`,
        nextStep: 'Check the network connection and the VPN, then send again.',
      }),
    ],
    [
      'ETIMEDOUT',
      ({ host }) => ({
        code: 'timeout',
        message: `${host} did not react in time.`,
        nextStep: 'Check the address, VPN and proxy.',
      }),
    ],
  ];
}

const unreachable: FailureRow = ({ host }) => ({
  code: 'connection-refused',
  message: `There is no way to ${host} from this machine.`,
  nextStep: 'Check the network, the VPN and the address.',
});

const notFound: FailureRow = ({ host }) => ({
  code: 'host-not-found',
  message: `The host ${host} was not found.`,
  nextStep: 'Check the spelling of the host in the request or its environment, and the VPN.',
});
