import { randomUUID } from 'node:crypto';
import { cookieJars } from '../core/session/cookieJars';
import { findCaptureProblems } from '../core/session/captures/findCaptureProblems';
import { createSession } from '../core/session/session';
import { sendBlock } from '../core/session/sendBlock';
import type { EarlierExchange, SendBlockInput, SendBlockPorts } from '../core/session/sendBlock';
import { withCookies } from '../core/exchange/cookieJar';
import type { Exchange, Transport } from '../core/exchange/exchange';
import { placeBlock } from '../core/syntax/blockAtOffset';
import type { PlacedBlock } from '../core/syntax/blockAtOffset';
import { toDocument } from '../core/syntax/fileProblems';
import type { RequestBlock } from '../core/syntax/nodes';
import type { Problem } from '../core/text/problem';
import { readFileBytes } from '../files/fileReader';
import { saveFile } from '../files/saveFile';
import type { HostConnections } from '../transport/connectionOptions';
import { createTransport } from '../transport/createTransport';
import { askConfirmation } from './askConfirmation';
import { askPrompt } from './askPrompt';
import { chooseBlocks } from './chooseBlocks';
import { chooseEnvironment } from './chooseEnvironment';
import type { ChosenEnvironment } from './chooseEnvironment';
import { hostAdvice } from './hostAdvice';
import type { SendOptions } from './invocation';
import { isWorthPrinting, problemLine } from './printProblems';
import { readRequestFile } from './readRequestFile';
import type { ReadRequestFile } from './readRequestFile';
import { exitCodes } from './runInvocation';
import type { CommandHost, ExitCode } from './runInvocation';
import { seededPorts } from './seededPorts';
import { escapeLines } from './terminal';
import { tokenPorts } from './tokenPorts';

/** `identity-http send`: from the options to the exit code. Nothing is sent unless all of them can be met. */
export async function runSend(options: SendOptions, host: CommandHost): Promise<ExitCode> {
  const file = await readRequestFile(options.file);
  if (typeof file === 'string') return misused(host, file);
  const blocks = chooseBlocks(file, options.selection);
  if (typeof blocks === 'string') return misused(host, blocks);
  if (blocks.length > 1 && refuseBrokenText(host, file, blocks)) return exitCodes.problems;
  const transport = createTransport({ connections: () => hostConnections(options) });
  // Loading the network takes longest, so it goes on beside what comes before the request.
  const prepared = transport.prepare();
  const chosen = await chooseEnvironment(options, { file, transport, host });
  if (typeof chosen === 'string') return misused(host, chosen);
  await prepared;
  try {
    return await sendBlocks({
      options,
      host,
      file,
      blocks,
      chosen,
      ports: { ...buildPorts(withJar(transport), options, host), secrets: chosen.secrets },
    });
  } finally {
    await chosen.close();
  }
}

/** Cookies of one run stay in memory. They are of one environment, as the run is. */
function withJar(transport: Transport): Transport {
  const jars = cookieJars(async () => (await import('../transport/openCookieJar')).openCookieJar);
  return withCookies(transport, jars.jarOf({ workspaceFolder: undefined, environmentName: undefined }));
}

interface Run {
  readonly options: SendOptions;
  readonly host: CommandHost;
  readonly file: ReadRequestFile;
  readonly blocks: readonly PlacedBlock[];
  readonly chosen: ChosenEnvironment;
  readonly ports: SendBlockPorts;
}

/**
 * From top to bottom in one session. An HTTP answer, whatever its status, lets the run go on; it stops where the next
 * request could be sent with values that are not meant: after a request that cannot be sent, gets no answer, or leaves
 * a capture empty.
 */
async function sendBlocks(run: Run): Promise<ExitCode> {
  const { host, blocks } = run;
  const session = createSession();
  let code: ExitCode = exitCodes.good;
  const sentEarlier = new Set<RequestBlock>();
  const onEarlier = async (earlier: EarlierExchange): Promise<void> => {
    sentEarlier.add(earlier.block);
    await printEarlier(run, earlier);
    if (isFailed(earlier.exchange)) code = exitCodes.failed;
  };
  const ports = { ...run.ports, onEarlier };
  for (const [index, placed] of blocks.entries()) {
    if (host.signal.aborted) return exitCodes.interrupted;
    if (host.terminal.isClosed()) return code;
    // What another request needed has been sent in this run: a create must not go out twice.
    if (sentEarlier.has(placed.block)) continue;
    const result = await sendBlock(ports, session, buildInput(run, placed), host.signal);
    const left = blocks.length - index - 1;
    switch (result.kind) {
      case 'cancelled':
        return exitCodes.interrupted;
      case 'unresolved':
        printProblems(run, placed, result.problems);
        reportRest(host, left);
        return code === exitCodes.good ? exitCodes.problems : code;
      case 'sent':
        await printResult(run, result.exchange);
        printProblems(run, placed, result.problems);
        if (host.signal.aborted) return exitCodes.interrupted;
        if (result.exchange.outcome.kind === 'failure') {
          reportRest(host, left);
          return exitCodes.failed;
        }
        if (isFailed(result.exchange)) code = exitCodes.failed;
        if (left > 0 && result.problems.some((problem) => problem.severity === 'error')) {
          reportRest(host, left);
          return code === exitCodes.good ? exitCodes.problems : code;
        }
    }
  }
  return code;
}

function isFailed({ outcome, saves = [] }: Exchange): boolean {
  return outcome.kind === 'failure' || outcome.status >= 400 || saves.some(({ kind }) => kind === 'not-saved');
}

/** A request that was sent because another one refers to it; the problems of imported files have no lines here. */
async function printEarlier(run: Run, { exchange, file, block, problems }: EarlierExchange): Promise<void> {
  await printResult(run, exchange);
  if (file !== run.file.parsed) return;
  printProblems(run, placeBlock(file, file.blocks.indexOf(block)), problems);
}

function buildInput({ options, file, chosen }: Run, { block }: PlacedBlock): SendBlockInput {
  return {
    file: file.parsed,
    block,
    path: file.path,
    folder: file.folder,
    workspaceFolder: file.workspaceFolder,
    environments: chosen.environments,
    environmentName: chosen.name,
    argumentValues: new Map(options.variables),
    timeoutMilliseconds: options.timeoutMilliseconds,
    defaults: { unverifiedHosts: options.unverifiedHosts },
  };
}

/** Proxies of the process, the authorities of the machine, and the exceptions of this run alone. */
function hostConnections({ proxy, unverifiedHosts, connectTimeoutMilliseconds }: SendOptions): HostConnections {
  return {
    trustsSystem: true,
    unverifiedHosts,
    adviseAllowing: hostAdvice.allowHost,
    connectTimeoutMilliseconds,
    proxies:
      proxy === 'direct' ? undefined : { url: proxy, urlSource: '--proxy', readVariable: (name) => process.env[name] },
  };
}

function buildPorts(
  transport: SendBlockPorts['transport'],
  { confirmed, savesOutside, seed }: SendOptions,
  { signal, terminal }: CommandHost,
): SendBlockPorts {
  return {
    transport,
    tokens: tokenPorts(terminal),
    reader: readFileBytes,
    saveFile,
    confirmSave: savesOutside ? () => Promise.resolve(true) : undefined,
    clock: Date.now,
    advice: hostAdvice,
    ...seededPorts(seed, (name) => process.env[name]),
    readProcessVariable: (name) => process.env[name],
    prompt: process.stdin.isTTY ? askPrompt(signal) : undefined,
    confirm: confirmed ? () => Promise.resolve(true) : process.stdin.isTTY ? askConfirmation(signal) : undefined,
  };
}

async function printResult({ options, host }: Run, exchange: Exchange): Promise<void> {
  const { buildRedactor, noRedaction } = await import('../core/exchange/redaction');
  const redactor = options.showSecrets ? noRedaction : buildRedactor(exchange.request.secrets);
  if (options.json) {
    host.terminal.print(await (await import('./jsonLine')).jsonLine(exchange, redactor, options));
    return;
  }
  const [{ describeExchange }, { printExchange }] = await Promise.all([
    import('../core/view/describeExchange'),
    import('./printExchange'),
  ]);
  printExchange(host.terminal, await describeExchange(exchange, randomUUID(), { redactor }));
}

/** True, and said, when the text of one of several requests is wrong: a chain is not begun that cannot be finished. */
function refuseBrokenText(host: CommandHost, file: ReadRequestFile, blocks: readonly PlacedBlock[]): boolean {
  const broken = blocks.flatMap(({ block, start }) =>
    [...block.problems, ...findCaptureProblems(block)]
      .filter((problem) => problem.severity === 'error')
      .map((problem) => problemLine(file, toDocument(problem, start))),
  );
  for (const line of broken) host.terminal.printError(`${line}\n`);
  return broken.length > 0;
}

function printProblems({ host, file }: Run, { start }: PlacedBlock, problems: readonly Problem[]): void {
  for (const problem of problems.filter(isWorthPrinting)) {
    host.terminal.printError(`${problemLine(file, toDocument(problem, start))}\n`);
  }
  if (problems.some(({ code }) => code === 'not-asked-yet')) {
    host.terminal.printError(
      'Nobody can be asked here. Add --var NAME=VALUE for a # @prompt, or run it on a terminal.\n',
    );
  }
  if (problems.some(({ code }) => code === 'confirmation-needed')) {
    host.terminal.printError('Add --yes to send it without being asked.\n');
  }
  if (problems.some(({ code }) => code === 'save-outside-workspace')) {
    host.terminal.printError('Add --save-outside to save it there all the same.\n');
  }
}

function reportRest(host: CommandHost, count: number): void {
  if (count === 0 || host.signal.aborted) return;
  const sentence =
    count === 1
      ? '1 request behind it was not sent, because it may depend on this one.'
      : `${count} requests behind it were not sent, because they may depend on this one.`;
  host.terminal.printError(`${sentence}\n`);
}

function misused({ terminal }: CommandHost, message: string): ExitCode {
  terminal.printError(`${escapeLines(message)}\n`);
  return exitCodes.misused;
}
