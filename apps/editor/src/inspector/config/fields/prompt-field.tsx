import { Button, Select } from "@mantine/core";
import { ShieldAlert } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { useChange } from "../../../document/use-change.ts";
import { useDocumentState } from "../../../document/use-document.tsx";
import { usePageState } from "../../../graph/page-state.ts";
import { PromptEditor } from "../../../text/prompt/prompt-editor.tsx";
import { useTexts } from "../../../text/text-state.ts";
import { ProblemNote } from "../../problem-note.tsx";
import { type InspectorFieldProps, setField, textOf } from "../field.ts";
import css from "../form.module.css";
import { useFormNode } from "../form-place.ts";

/** The prompt's file, and its text: typing changes the file. */
export function PromptField(props: InspectorFieldProps): JSX.Element {
  const { t } = useTranslation("inspector");
  const change = useChange();
  const node = useFormNode();
  const texts = useTexts();
  const [, setPage] = usePageState();
  const files = useDocumentState((state) => state.files);
  const file = textOf(props);
  const prompts = Object.keys(files).filter((path) => path.startsWith("prompts/"));
  const exists = Object.hasOwn(files, file);
  const open = (): void => {
    texts.open(file);
    setPage({ mode: "split" });
  };
  const write = (): void => {
    const path = file === "" ? freeFile(prompts, node ?? "prompt") : file;
    if (change(t("newPrompt"), () => ({ files: { [path]: t("promptStart") } }))) setField(props, path);
  };
  return (
    <>
      <div className={css["head"]}>
        <Select
          size="xs"
          className={css["mono"] ?? ""}
          aria-label={t("promptFile")}
          data={[...new Set([...prompts, ...(file === "" ? [] : [file])])]}
          value={file === "" ? null : file}
          clearable={props.required !== true}
          onChange={(chosen) => setField(props, chosen ?? undefined)}
        />
        {exists ? (
          <button type="button" className={css["link"]} onClick={open}>
            {t("open")}
          </button>
        ) : (
          <Button size="compact-sm" onClick={write}>
            {t("newPrompt")}
          </Button>
        )}
      </div>
      {exists && node !== undefined && (
        <>
          <PromptEditor file={file} node={node} />
          <Untrusted file={file} />
          <FileProblems file={file} />
        </>
      )}
    </>
  );
}

/** Which inputs are text from outside: a model may take what stands in them for instructions. */
function Untrusted({ file }: { readonly file: string }): JSX.Element | undefined {
  const { t } = useTranslation("inspector");
  const graph = useDocumentState((state) => state.shown.graph);
  const names = (graph?.prompts.get(file)?.inputs ?? []).map(({ name }) => name).filter((name) => graph?.channels.get(name)?.trust === "untrusted");
  if (names.length === 0) return undefined;
  return (
    <p className={css["hint"]}>
      <ShieldAlert size={12} aria-hidden />
      <span>
        <code>{names.join(", ")}</code> {t("untrusted", { count: names.length })}
      </span>
    </p>
  );
}

function FileProblems({ file }: { readonly file: string }): JSX.Element {
  const problems = useDocumentState((state) => state.problems);
  return (
    <div role="status">
      {problems
        .filter(({ at }) => at.file === file)
        .map((problem) => (
          <ProblemNote key={`${problem.code} ${problem.at.start}`} problem={problem} />
        ))}
    </div>
  );
}

function freeFile(prompts: readonly string[], node: string): string {
  for (let number = 1; ; number += 1) {
    const path = `prompts/${node}${number === 1 ? "" : `_${number}`}.md`;
    if (!prompts.includes(path)) return path;
  }
}
