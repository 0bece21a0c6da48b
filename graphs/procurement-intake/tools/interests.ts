import { readFileSync } from "node:fs";
import { z } from "zod";

const interestSchema = z.strictObject({
  party: z.string(),
  vat_id: z.string(),
  relation: z.string().describe("Owner, officer, spouse of an owner..."),
});
const peopleSchema = z.array(
  z.strictObject({ id: z.string(), name: z.string(), surname: z.string(), department: z.string(), interests: z.array(interestSchema) }),
);
const companiesSchema = z.array(
  z.strictObject({
    vat_id: z.string(),
    name: z.string(),
    officers: z.array(z.strictObject({ name: z.string(), surname: z.string(), role: z.string() })),
    owners: z.array(z.strictObject({ name: z.string(), surname: z.string(), share_percent: z.int() })),
  }),
);
const registerSchema = z.strictObject({ people: peopleSchema, companies: companiesSchema });
/** What employees declared, and what the company register says of vendors. */
export type Register = z.infer<typeof registerSchema>;

export const personSchema = z.strictObject({
  known: z.boolean().describe("False if nobody has that number"),
  employee: z.string(),
  name: z.string(),
  surname: z.string(),
  declared: z.array(interestSchema),
});
export const companySchema = z.strictObject({
  known: z.boolean().describe("False if the register does not have it"),
  vat_id: z.string(),
  name: z.string(),
  people: z.array(z.strictObject({ name: z.string(), surname: z.string(), role: z.string() })).describe("Officers and owners"),
});

/** @throws if the file is not there or is no register. */
export function readRegister(file: string): Register {
  return registerSchema.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** What an employee declared. */
export function declaredInterests(employee: string, { people }: Register): z.infer<typeof personSchema> {
  const found = people.find(({ id }) => id === employee);
  if (found === undefined) return { known: false, employee, name: "", surname: "", declared: [] };
  return { known: true, employee, name: found.name, surname: found.surname, declared: found.interests };
}

/** Who runs and who owns a company. */
export function companyRegister(vat_id: string, { companies }: Register): z.infer<typeof companySchema> {
  const found = companies.find((each) => each.vat_id === vat_id);
  if (found === undefined) return { known: false, vat_id, name: "", people: [] };
  const owners = found.owners.map(({ name, surname, share_percent }) => ({ name, surname, role: `owner of ${share_percent}%` }));
  return { known: true, vat_id, name: found.name, people: [...found.officers, ...owners] };
}
