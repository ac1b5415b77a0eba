import { runTests } from '@vscode/test-electron';

/**
 * A process of its own, so that ending it ends VS Code: @vscode/test-electron knows of Ctrl-C only.
 * Arguments: the options of `runTests` as JSON.
 */
try {
  process.exitCode = await runTests(JSON.parse(process.argv[2] ?? ''));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
