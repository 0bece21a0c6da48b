type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Leaves out what is undefined, as JSON does. */
export function optional<T extends Record<string, unknown>>(values: T): Present<T> {
  const present: Present<T> = {};
  for (const key in values) {
    const value = values[key];
    if (value !== undefined) Object.assign(present, { [key]: value });
  }
  return present;
}
