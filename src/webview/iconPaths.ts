/** Drawn for this view on a grid of 16, as strokes of 1.2 in the colour of the text around. */
export const ICON_PATHS = {
  back: 'M9.8 3.2 5 8l4.8 4.8',
  forward: 'M6.2 3.2 11 8l-4.8 4.8',
  separator: 'M6.5 5 9.5 8l-3 3',
  down: 'M4 6.2 8 10.2l4-4',
  up: 'M4 9.8 8 5.8l4 4',
  again: 'M13 8a5 5 0 1 1-1.6-3.7M13.2 2v3.2H10',
  close: 'm4 4 8 8M12 4l-8 8',
  search: 'M7 11.2a4.2 4.2 0 1 0 0-8.4 4.2 4.2 0 0 0 0 8.4ZM10.1 10.1l3.4 3.4',
  wrap: 'M2 3.5h12M2 12.5h4M2 8h9.6a2.2 2.2 0 1 1 0 4.5H8.6m1.7-1.8-1.8 1.8 1.8 1.8',
  foldAll: 'M2.5 8h11M5.5 2.6 8 5.1l2.5-2.5M5.5 13.4 8 10.9l2.5 2.5',
  unfoldAll: 'M2.5 8h11M5.5 5 8 2.5 10.5 5M5.5 11 8 13.5l2.5-2.5',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  check: 'm3 8.6 3.3 3.3L13 4.8',
  document: 'M9 1.8H3.5v12.4h9V5.3L9 1.8ZM9 1.8v3.5h3.5M6 8.5h4M6 11h4',
  save: 'M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11',
  pen: 'm2.7 13.3.7-3L10.8 2.9l2.3 2.3-7.4 7.4-3 .7ZM9.2 4.5l2.3 2.3',
  external: 'M9 2.5h4.5V7M13.3 2.7 7.5 8.5M11.5 9.5v4h-9v-9h4',
  blocked: 'M8 13.8A5.8 5.8 0 1 0 8 2.2a5.8 5.8 0 0 0 0 11.6ZM4 4l8 8',
  follow: 'M2.5 8h10.6M9.3 4.2 13.1 8l-3.8 3.8',
  warning: 'M8 2.3 14.3 13.5H1.7L8 2.3ZM8 6.5v3.4M8 11.4v.8',
  error: 'M8 13.8A5.8 5.8 0 1 0 8 2.2a5.8 5.8 0 0 0 0 11.6ZM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  information: 'M8 13.8A5.8 5.8 0 1 0 8 2.2a5.8 5.8 0 0 0 0 11.6ZM8 7.2v4M8 4.6v.9',
  redirect: 'M3 12V9a3 3 0 0 1 3-3h6.8M9.6 2.8 12.8 6 9.6 9.2',
  binary: 'M3.2 3h3v4.2h-3zM10 3h1.8v4.2M9.8 7.2h4M2.6 9.2h1.8v4.2M2.4 13.4h4M9.8 9.2h3v4.2h-3z',
  empty: 'M2.2 9.5 4.4 3h7.2l2.2 6.5v4H2.2v-4ZM2.2 9.5h3.4l1 1.8h2.8l1-1.8h3.4',
  send: 'M2.5 2.8 14 8 2.5 13.2 4.4 8 2.5 2.8ZM4.4 8h4.8',
  globe: 'M8 13.8A5.8 5.8 0 1 0 8 2.2a5.8 5.8 0 0 0 0 11.6ZM2.2 8h11.6M8 2.2c-4 3.6-4 8 0 11.6M8 2.2c4 3.6 4 8 0 11.6',
} as const;

/** An icon by the name of its path. */
export type IconName = keyof typeof ICON_PATHS;
