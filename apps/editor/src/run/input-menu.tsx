import { Menu } from "@mantine/core";
import { Check, ChevronDown, PencilLine } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { usePageState } from "../graph/page-state.ts";
import { takeExample } from "./input/input-state.ts";
import { useExamples, useInput, useRunInput } from "./input/use-input.ts";
import css from "./run-bar.module.css";

/** What the next run begins with: one of the graph's cases, or an input of one's own. */
export function InputMenu(): JSX.Element {
  const { t } = useTranslation("run");
  const examples = useExamples();
  const input = useRunInput();
  const chosen = useInput((state) => state.example);
  const [, setPage] = usePageState();
  const example = examples.find(({ id }) => id === chosen);
  const title = example === undefined ? t("input.own") : example.title === "" ? example.id : example.title;
  return (
    <Menu position="bottom-end" width={340}>
      <Menu.Target>
        <button type="button" className={css["input"]} aria-label={t("input.choose", { title })}>
          <span>{title}</span>
          <ChevronDown size={13} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflow: "auto" }}>
        <Menu.Item leftSection={<PencilLine size={14} aria-hidden />} onClick={() => setPage({ dock: "run", dockOpen: true })}>
          {t("input.write")}
        </Menu.Item>
        {examples.length > 0 && <Menu.Label>{t("input.cases")}</Menu.Label>}
        {examples.map((each) => (
          <Menu.Item
            key={each.id}
            leftSection={each.id === chosen ? <Check size={14} aria-hidden /> : <span className={css["blank"]} />}
            onClick={() => takeExample(input, each)}
          >
            {each.title === "" ? each.id : each.title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
