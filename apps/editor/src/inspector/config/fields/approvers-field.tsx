import { Checkbox, NumberInput, Select } from "@mantine/core";
import { approversSchema, type Json } from "@baton/core";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { useDocumentState } from "../../../document/use-document.tsx";
import { DataEditor } from "../../../text/code/data-editor.tsx";
import { dataOf, type InspectorFieldProps, setField } from "../field.ts";
import css from "../form.module.css";
import { AddButton, RemoveButton } from "./expressions-field.tsx";

interface Person {
  readonly role: string;
  readonly count?: number | undefined;
  readonly fourEyes?: boolean | undefined;
}

/** Who must decide: roles, how many of each, and whether that may be who asked. */
export function ApproversField(props: InspectorFieldProps): JSX.Element {
  const { t } = useTranslation("inspector");
  const roles = useDocumentState((state) => state.manifest.roles);
  const value = dataOf(props);
  const label = props.schema.title ?? props.name;
  const parsed = value === undefined ? undefined : approversSchema.safeParse(value);
  if (parsed?.success === false) return <DataEditor label={label} value={value} onChange={(data) => setField(props, data)} />;
  const written = parsed?.data ?? [];
  const people: readonly Person[] = (Array.isArray(written) ? written : [written]).map((each) => (typeof each === "string" ? { role: each } : each));
  const set = (next: readonly Person[]): void => void setField(props, shortest(next));
  const one = (index: number, part: Partial<Person>): void => set(people.map((each, at) => (at === index ? { ...each, ...part } : each)));
  return (
    <div className={css["rows"]}>
      {people.map((person, index) => (
        <div key={index} className={css["row"]}>
          <div className={css["two"]}>
            <div>
              <Select
                size="xs"
                aria-label={t("role")}
                data={[...new Set([...roles, "requester", person.role])]}
                value={person.role}
                onChange={(role) => role !== null && one(index, { role })}
              />
            </div>
            <NumberInput size="xs" aria-label={t("howMany")} min={1} value={person.count ?? 1} onChange={(count) => one(index, { count: Number(count) })} />
            <Checkbox
              size="xs"
              label={t("fourEyes")}
              checked={person.fourEyes ?? false}
              onChange={(event) => one(index, { fourEyes: event.currentTarget.checked })}
            />
          </div>
          <RemoveButton label={t("removeNamed", { name: person.role })} remove={() => set(people.toSpliced(index, 1))} />
        </div>
      ))}
      <AddButton label={t("role")} add={() => set([...people, { role: roles.find((role) => people.every((each) => each.role !== role)) ?? "requester" }])} />
    </div>
  );
}

/** As a document would write it: a role alone is its name, one entry is no list. */
function shortest(people: readonly Person[]): Json | undefined {
  const entries = people.map(({ role, count = 1, fourEyes = false }): Json =>
    count <= 1 && !fourEyes ? role : { role, ...(count > 1 ? { count } : {}), ...(fourEyes ? { fourEyes } : {}) },
  );
  return entries.length <= 1 ? entries[0] : entries;
}
