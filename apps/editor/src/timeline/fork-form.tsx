import { Button, Textarea } from "@mantine/core";
import { isJsonObject } from "@baton/core";
import { GitFork, RotateCcw } from "lucide-react";
import { type JSX, useState } from "react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { useRunActs } from "../run/use-run-acts.ts";
import css from "./fork-form.module.css";
import type { Step } from "./steps.ts";

const jsonSchema = z.json();

/** Runs again from after a superstep, with the state of then or one that was edited. */
export function ForkForm({ step, number, done }: { readonly step: Step; readonly number: number; readonly done: () => void }): JSX.Element {
  const { t } = useTranslation("timeline");
  const { busy, forkFrom } = useRunActs();
  const first = JSON.stringify(step.after, undefined, 2);
  const [text, setText] = useState(first);
  const edited = changedChannels(step.after, text);
  const go = async (): Promise<void> => {
    if (edited === undefined) return;
    await forkFrom(step.state, edited);
    done();
  };
  const names = edited === undefined ? [] : Object.keys(edited);
  return (
    <form
      className={css["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        void go();
      }}
    >
      <Textarea
        label={t("edit", { number })}
        classNames={{ input: css["text"] ?? "" }}
        autosize
        minRows={3}
        maxRows={12}
        spellCheck={false}
        error={edited === undefined ? t("unread") : undefined}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <p>{names.length === 0 ? t("replayed") : t("willChange", { names: names.join(", ") })}</p>
      <div>
        <Button
          type="submit"
          variant="filled"
          size="compact-sm"
          loading={busy}
          disabled={edited === undefined}
          leftSection={names.length === 0 ? <RotateCcw size={13} aria-hidden /> : <GitFork size={13} aria-hidden />}
        >
          {names.length === 0 ? t("replay", { number }) : t("forkEdited", { number })}
        </Button>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={done}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}

/** Channels whose value is another in an edited state; undefined where the text is no state. */
function changedChannels(before: Step["after"], text: string): Step["after"] | undefined {
  const parsed = jsonSchema.safeParse(readJson(text)).data;
  if (parsed === undefined || !isJsonObject(parsed)) return undefined;
  return Object.fromEntries(Object.entries(parsed).filter(([name, value]) => JSON.stringify(before[name]) !== JSON.stringify(value)));
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
