import type { Graph, Json } from "@baton/core";
import { type JSX, useState } from "react";
import { useTranslation } from "react-i18next";
import { ValueEditor } from "../inbox/form/value-editor.tsx";
import css from "./chat.module.css";

interface Props {
  readonly graph: Graph;
  readonly names: readonly string[];
  readonly values: Readonly<Record<string, Json>>;
  readonly change: (name: string, value: Json) => void;
}

/** Inputs besides what is said, such as who is signed in. */
export function Details({ graph, names, values, change }: Props): JSX.Element {
  const { t } = useTranslation("chat");
  const [open, setOpen] = useState(false);
  return (
    <details className={css["details"]} open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {t("details")}
        {names.map((name) => (
          <code key={name}>
            {name}: {JSON.stringify(values[name] ?? null)}
          </code>
        ))}
      </summary>
      <p>{t("detailsText")}</p>
      {/* Only while it is open: a form that nobody looks at fills in what nobody meant. */}
      {open &&
        names.map((name) => (
          <ValueEditor
            key={name}
            label={name}
            schema={graph.channels.get(name)?.schema ?? true}
            value={values[name]}
            change={(value) => value !== undefined && change(name, value)}
          />
        ))}
    </details>
  );
}
