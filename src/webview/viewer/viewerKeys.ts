/** The index a key moves to, as lists and vi have it; undefined for a key that does not move. */
export function moveForKey(key: string, index: number, count: number, page: number): number | undefined {
  const target = targetOf(key, index, count, Math.max(1, page - 1));
  return target === undefined ? undefined : Math.max(0, Math.min(count - 1, target));
}

function targetOf(key: string, index: number, count: number, page: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return index + 1;
    case 'ArrowUp':
    case 'k':
      return index - 1;
    case 'PageDown':
      return index + page;
    case 'PageUp':
      return index - page;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
