/** `812 bytes`, `2.3 kB`, `14.5 MB`: in powers of ten, as the sentences of the host have it. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return countOf(bytes, 'byte');
  const units = ['kB', 'MB', 'GB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** `HTTP/1.1`, whether the number came with its name or without. */
export function formatHttpVersion(version: string): string {
  return version === '' || /^http/i.test(version) ? version : `HTTP/${version}`;
}

/** `124 ms`, `1.24 s`, `2 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  const rounded = Math.round(milliseconds);
  if (rounded < 1000) return `${rounded} ms`;
  if (rounded < 10_000) return `${(rounded / 1000).toFixed(2)} s`;
  if (rounded < 60_000) return `${(rounded / 1000).toFixed(1)} s`;
  const seconds = Math.round(rounded / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `2025-01-13 22:31:28` where the person is. By hand: the first date that a browser formats costs tens of milliseconds. */
export function formatTime(date: Date): string {
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `12,345`: one spelling in every language of the editor, as the rest of the view is English. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 link`, `13 links`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** The colour family of a status, by its first digit (RFC 9110 section 15). */
export type StatusClass = 'information' | 'success' | 'redirection' | 'client-error' | 'server-error' | 'unknown';

/** A status outside 100 to 599 is `unknown`. */
export function statusClass(status: number): StatusClass {
  const classes: readonly StatusClass[] = ['information', 'success', 'redirection', 'client-error', 'server-error'];
  return classes[Math.floor(status / 100) - 1] ?? 'unknown';
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
