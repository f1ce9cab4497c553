/** One assumption: what it says, a slider with its plausible range, a field. */

import { useState } from "preact/hooks";
import type { Control, Spec } from "../contract";
import { number, unitWords, withUnit } from "../format";
import { setAssumption } from "../runs";
import { valueAt, withTurn } from "../spec";
import { activeSpec, current, type State, useApp } from "../state";
import { shareOf, STEPS, valueAtShare } from "./scale";

type Value = number | null;

/** What an assumption stands at where changes take hold now. */
function valueOf(state: State, spec: Spec | null, control: Control): Value {
  if (!spec) return control.value;
  const value =
    state.hold === "week" ? valueAt(spec, control.path, state.week) : spec.sets[control.path];
  return value ?? control.value;
}

/** What it would stand at if nothing were changed here. */
function valueBefore(state: State, spec: Spec, control: Control): Value {
  if (state.hold === "start") return control.value;
  const untouched = withTurn(spec, state.week, control.path, undefined);
  return valueAt(untouched, control.path, state.week) ?? control.value;
}

function choose(control: Control, value: Value): void {
  const state = current();
  const spec = activeSpec(state);
  if (!spec) return;
  const same = value === null || value === valueBefore(state, spec, control);
  setAssumption(control.path, same ? undefined : value);
}

export function ControlRow({ control }: { control: Control }) {
  const value = useApp((state) => valueOf(state, activeSpec(state), control));
  const first = useApp((state) => valueOf(state, state.a, control));
  const held = useApp((state) => state.frozen || (state.hold === "week" && !control.turnable));
  const [draft, setDraft] = useState<string | null>(null);
  const id = `control-${control.path}`;
  const changed = value !== first;
  return (
    <div class={`control ${changed ? "changed" : ""}`}>
      <div class="control-head">
        <label for={id}>{control.label}</label>
        <span class="control-value">
          <input
            type="number"
            step="any"
            aria-label={`${control.label}, number`}
            value={draft ?? value ?? ""}
            placeholder="no limit"
            disabled={held}
            onInput={(event) => setDraft(event.currentTarget.value)}
            onChange={(event) => {
              setDraft(null);
              const { valueAsNumber } = event.currentTarget;
              if (Number.isFinite(valueAsNumber)) choose(control, valueAsNumber);
            }}
          />
          <span class="unit">{unitWords(control.unit)}</span>
        </span>
      </div>
      <p class="sentence">{control.sentence}</p>
      <Slider control={control} value={value} first={first} held={held} id={id} />
      <div class="control-foot">
        <details>
          <summary>Range and source</summary>
          <p>
            {control.prior &&
              `Plausible from ${number(control.prior[0])} to ${number(control.prior[1])}. `}
            Default {withUnit(control.default, control.unit)}.
          </p>
          {control.source && <p>{control.source}</p>}
          <p>
            <code>{control.path}</code>
          </p>
        </details>
        {changed && (
          <button class="quiet" onClick={() => choose(control, first)}>
            Back to {first === null ? "no limit" : number(first)}
          </button>
        )}
        {held && !current().frozen && <small>only from the start</small>}
      </div>
    </div>
  );
}

interface SliderProps {
  control: Control;
  value: Value;
  first: Value;
  held: boolean;
  id: string;
}

function Slider({ control, value, first, held, id }: SliderProps) {
  const at = (share: number) => `calc(${share * 100}% + ${(0.5 - share) * 18}px)`;
  const range = control.prior?.map((end) => shareOf(control, end));
  return (
    <div class="slider">
      <span class="rail" />
      {range && (
        <span
          class="band"
          title={`Plausible: ${number(control.prior?.[0])} to ${number(control.prior?.[1])}`}
          style={{
            left: at(range[0] ?? 0),
            width: `calc(${((range[1] ?? 1) - (range[0] ?? 0)) * 100}% - ${
              ((range[1] ?? 1) - (range[0] ?? 0)) * 18
            }px)`,
          }}
        />
      )}
      <span class="tick" style={{ left: at(shareOf(control, control.default)) }} />
      {first !== value && (
        <span class="first" style={{ left: at(shareOf(control, first)) }} aria-hidden="true" />
      )}
      <input
        id={id}
        type="range"
        min="0"
        max={STEPS}
        step="1"
        value={Math.round(shareOf(control, value) * STEPS)}
        disabled={held}
        aria-valuetext={withUnit(value, control.unit)}
        onInput={(event) =>
          choose(control, valueAtShare(control, Number(event.currentTarget.value) / STEPS))
        }
      />
    </div>
  );
}
