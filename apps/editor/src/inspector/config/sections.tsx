import { isJsonObject } from "@baton/core";
import type { ObjectFieldTemplatePropertyType } from "@rjsf/utils";
import { ChevronRight } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { useDocumentState } from "../../document/use-document.tsx";
import css from "./form.module.css";
import { useFormNode, useShownKeys } from "./form-place.ts";
import { sections } from "./form-schema.ts";

type Fields = readonly ObjectFieldTemplatePropertyType[];

/** The fields of a node or of the graph: what matters or is written, then the rest in sections that open. */
export function Sections({ fields }: { readonly fields: Fields }): JSX.Element {
  const shown = useShownKeys();
  const folded: readonly string[] = Object.values(sections).flat();
  const own = fields.filter(({ name }) => !folded.includes(name));
  const inSection = (names: readonly string[]): Fields => fields.filter(({ name }) => names.includes(name));
  return (
    <>
      {own.filter(({ name }) => shown.includes(name)).map(({ content }) => content)}
      <Section id="more" fields={own.filter(({ name }) => !shown.includes(name))} />
      <Section id="brief" fields={inSection(sections.brief)} />
      <Section id="retries" fields={inSection(sections.retries)} />
    </>
  );
}

function Section({ id, fields }: { readonly id: keyof typeof sections | "more"; readonly fields: Fields }): JSX.Element | undefined {
  const { t } = useTranslation("inspector");
  const node = useFormNode();
  const written = useDocumentState((state) => {
    const authored = node === undefined ? state.shown.result.document : state.shown.nodes[node];
    return authored === undefined || !isJsonObject(authored) ? 0 : fields.filter(({ name }) => Object.hasOwn(authored, name)).length;
  });
  if (fields.length === 0) return undefined;
  return (
    <details className={css["section"]}>
      <summary>
        <ChevronRight size={13} aria-hidden />
        {t(`sections.${id}`)}
        <small>{written === 0 ? t("sections.none") : t("sections.written", { count: written })}</small>
      </summary>
      <div className={css["group"]}>{fields.map(({ content }) => content)}</div>
    </details>
  );
}
