import { inRoot, rootFolder } from './paths.mjs';
import { runProcess } from './processes.mjs';

const packaged = (...parts) => inRoot('node_modules', ...parts);

/** What is looked at without running it. The longest comes first. */
export const lintChecks = [
  check('ESLint', [packaged('eslint', 'bin', 'eslint.js'), '.', '--max-warnings=0']),
  check('Types', [packaged('typescript', 'bin', 'tsc'), '-p', '.']),
  check('Types of the webview', [packaged('typescript', 'bin', 'tsc'), '-p', 'src/webview']),
  check('Format', [packaged('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.']),
  check('oxlint', [packaged('oxlint', 'bin', 'oxlint'), '--deny-warnings']),
];

function check(name, args) {
  return {
    name,
    run: async () => {
      const result = await runProcess(process.execPath, args, { cwd: rootFolder });
      if (result.code !== 0) throw new Error(result.output.trimEnd());
    },
  };
}
