/** What was made under a key, made once; past `most` the ones that were not asked for longest are forgotten. What failed is made again. */
export function bounded<Made>(most: number): (key: string, make: () => Promise<Made>) => Promise<Made> {
  const known = new Map<string, Promise<Made>>();
  return (key, make) => {
    const made = known.get(key) ?? make();
    known.delete(key);
    known.set(key, made);
    made.catch(() => known.get(key) === made && known.delete(key));
    for (const oldest of known.keys()) {
      if (known.size <= most) break;
      known.delete(oldest);
    }
    return made;
  };
}
