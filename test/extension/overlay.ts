/** The same object with some members of its own; the others work on the original, whatever it hides in itself. */
export function overlay<Original extends object>(original: Original, own: Readonly<Record<string, unknown>>): Original {
  return new Proxy(original, {
    get: (target, key) => {
      if (typeof key === 'string' && key in own) return own[key];
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
}
