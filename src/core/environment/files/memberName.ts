/** The name under which a member of an object is a variable: `cfg.host`, `cfg['first name']`. */
export function memberName(name: string, key: string): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? `${name}.${key}` : `${name}['${key}']`;
}
