/** The fields of an answer that were asked for; all, if none were named. */
export function selected<Body extends object>(body: Body, fields: readonly string[] | null | undefined): Partial<Body> {
  const rest: Partial<Body> = { ...body };
  for (const name in body) if (fields != null && !fields.includes(name)) delete rest[name];
  return rest;
}
