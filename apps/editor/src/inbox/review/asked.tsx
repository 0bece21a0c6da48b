import { isJsonObject, type Json, validator } from "@baton/core";
import { Button, SegmentedControl } from "@mantine/core";
import { RotateCcw } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import type { Action, Approval } from "../../api/approvals.ts";
import { ValueEditor } from "../form/value-editor.tsx";
import { type Draft, isEdited, isQuestion, noDraft } from "./draft.ts";
import { Facts } from "./facts.tsx";
import css from "./review.module.css";

interface Props {
  readonly approval: Approval;
  readonly action: Action;
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly may: boolean;
  /** Whether it is decided beside others: then it has its own choice. */
  readonly choosing: boolean;
}

/** One action: as it would run, in the editor that changes it, or with the form that answers it. */
export function Asked({ approval, action, draft, change, may, choosing }: Props): JSX.Element {
  const { t } = useTranslation("inbox");
  const edited = isEdited(action, draft);
  const question = isQuestion(action);
  const said = (action.decisions ?? []).filter(({ counts, type }) => counts && type !== "reject").map(({ actor }) => actor);
  return (
    <>
      <Facts
        approval={approval}
        action={action}
        edited={edited ? draft.edited : undefined}
        beside={choosing && may && <Choice action={action} draft={draft} change={change} />}
        form={
          <>
            {question && may && (
              <ValueEditor
                label={t("will.question")}
                schema={action.argsSchema}
                value={draft.answer ?? action.answer}
                change={(answer) => change({ answer })}
              />
            )}
            {!question && draft.editing && (
              <ValueEditor
                label={t("edit.title")}
                schema={action.argsSchema}
                value={draft.edited ?? action.args}
                focus
                change={(value) => {
                  const args = value !== undefined && isJsonObject(value) ? value : undefined;
                  change(args === undefined ? { readable: false } : { edited: args, readable: true });
                }}
              />
            )}
            <Problems action={action} draft={draft} edited={edited} />
          </>
        }
      />
      {edited && (
        <div className={css["clears"]}>
          <RotateCcw size={15} aria-hidden />
          <p>
            {said.length > 0 && (
              <>
                <b>{t("edit.clears")}</b> {t("edit.clearsWho", { who: said.join(", ") })}{" "}
              </>
            )}
            {t("edit.policy")}
          </p>
          <Button size="compact-sm" variant="subtle" onClick={() => change({ ...noDraft, choice: draft.choice })}>
            {t("edit.undo")}
          </Button>
        </div>
      )}
    </>
  );
}

function Problems({ action, draft, edited }: Pick<Props, "action" | "draft"> & { readonly edited: boolean }): JSX.Element | null {
  const value = isQuestion(action) ? begun(draft.answer) : edited ? draft.edited : undefined;
  const judged = value === undefined ? undefined : validator(action.argsSchema)(value);
  if (judged === undefined || judged.ok) return null;
  return (
    <div role="status">
      <ul className={css["problems"]}>
        {judged.problems.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            {path !== "" && <code>{path.slice(1)}</code>} {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** An answer once something of it is there: an empty form is not told what it lacks. */
function begun(answer: Json | undefined): Json | undefined {
  return ["{}", "[]", '""'].includes(JSON.stringify(answer)) ? undefined : answer;
}

function Choice({ action, draft, change }: Pick<Props, "action" | "draft" | "change">): JSX.Element {
  const { t } = useTranslation("inbox");
  const { name, allowed } = action;
  return (
    <div className={css["choice"]}>
      <SegmentedControl
        size="xs"
        aria-label={t("decide.choose", { name })}
        value={draft.choice ?? "leave"}
        onChange={(value) => change({ choice: value === "approve" || value === "reject" ? value : undefined })}
        data={[
          { value: "leave", label: t("decide.leave") },
          ...(allowed.includes("approve") ? [{ value: "approve", label: t("decide.approve") }] : []),
          ...(allowed.includes("reject") ? [{ value: "reject", label: t("decide.reject", { what: "" }) }] : []),
        ]}
      />
      {allowed.includes("edit") && (
        <Button size="compact-sm" onClick={() => change(draft.editing ? { editing: false } : { editing: true, choice: "approve" })}>
          {t(draft.editing ? "edit.done" : "decide.edit")}
        </Button>
      )}
    </div>
  );
}
