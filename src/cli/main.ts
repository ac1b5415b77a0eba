#!/usr/bin/env node
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

keepCompiledCode();
const { runInvocation } = await import('./runInvocation');
await runInvocation(process);

/**
 * Node 22 can keep the compiled form of what is loaded from here on. It is kept beside this program and not in a
 * shared folder for temporary files, where somebody else could have put something else in its place.
 */
function keepCompiledCode(): void {
  const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: (folder?: string) => unknown };
  enableCompileCache?.(
    process.env['NODE_COMPILE_CACHE'] ?? fileURLToPath(new URL('../.cache/compiled', import.meta.url)),
  );
}
