import { asksForSamples, type DrawSample } from '../environment/dynamic/sampleNames';
import type { VariableLayer } from '../environment/variable';
import { fillsFiles } from '../syntax/body/fillsFiles';
import type { RequestFile } from '../syntax/nodes';
import { overBlocks } from '../syntax/overBlocks';
import { templateSource } from '../text/template';

/**
 * What draws made-up data, loaded only where it may be asked for: in the file, in a value of a layer, or in a file
 * whose placeholders are filled, which nobody has read yet.
 */
export async function loadSamples(
  file: RequestFile,
  layers: readonly VariableLayer[],
): Promise<DrawSample | undefined> {
  if (!fileAsks(file) && !layers.some(layerAsks)) return undefined;
  return (await import('../environment/dynamic/sampleValues')).drawSample;
}

/** Told anew only for what was edited. */
const fileAsks = overBlocks(
  (block) => asksForSamples(block.text) || fillsFiles(block),
  Object.is,
  (asks) => asks.includes(true),
);

/** Values from outside hold literals only, and those of the request file were looked through with it. */
function layerAsks(layer: VariableLayer): boolean {
  if (OUTSIDE.has(layer.origin)) return false;
  return layer.names.some((name) => {
    const variable = layer.lookup(name);
    return variable !== undefined && 'origin' in variable && asksForSamples(templateSource(variable.value));
  });
}

const OUTSIDE: ReadonlySet<VariableLayer['origin']> = new Set([
  'prompt',
  'argument',
  'capture',
  'file',
  'exchange',
  'auth',
  'dynamic',
]);
