/**
 * What a button does, in words, when a pointer rests on it or the keyboard comes to it. Whoever has a tooltip only carries its
 * text; one layer in the page shows all of them: sixty buttons that each watch a pointer of their own take as much memory as a
 * thousand blocks.
 */
import { cloneElement, type ReactElement, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { placeBeside, type Side } from './tooltip-place.ts';

interface TooltipProps {
  /** None when empty. */
  label: string;
  side?: Side;
  disabled?: boolean;
  /** Waits longer than usual: for what is pointed at in passing. */
  patient?: boolean;
  children: ReactElement<Record<string, unknown>>;
}

/** What others give this one, as a menu gives its target, goes to the child. */
export function Tooltip({ label, side, disabled, patient, children, ...others }: TooltipProps) {
  const given = others as Record<string, unknown>;
  if (disabled === true || label === '') return cloneElement(children, given);
  return cloneElement(children, {
    ...given,
    'data-tip': label,
    ...(side === undefined ? {} : { 'data-tip-side': side }),
    ...(patient === true ? { 'data-tip-patient': true } : {}),
  });
}

/** Until it is shown, milliseconds. */
const restMs = 350;
const patientMs = 600;
/** After one was shown the next comes at once within this time. */
const warmMs = 400;

const targetOf = (event: Event): HTMLElement | null =>
  event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tip]') : null;

/** Stands once in the page. */
export function TooltipLayer() {
  const [target, setTarget] = useState<HTMLElement | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let waits: HTMLElement | null = null;
    let hiddenAt = Number.NEGATIVE_INFINITY;
    let shown: HTMLElement | null = null;
    const hide = () => {
      clearTimeout(timer);
      waits = null;
      if (shown) hiddenAt = performance.now();
      shown = null;
      setTarget(null);
    };
    const meet = (next: HTMLElement | null) => {
      if (next === waits || (next !== null && next === shown)) return;
      hide();
      if (next === null) return;
      waits = next;
      const usual = next.dataset.tipPatient === undefined ? restMs : patientMs;
      const wait = performance.now() - hiddenAt < warmMs ? 0 : usual;
      timer = setTimeout(() => {
        if (!next.isConnected) return;
        shown = next;
        setTarget(next);
      }, wait);
    };
    const onOver = (event: PointerEvent) => {
      if (event.pointerType !== 'touch') meet(targetOf(event));
    };
    const onFocus = (event: FocusEvent) => {
      const next = targetOf(event);
      if (next?.matches(':focus-visible')) meet(next);
      else if (next === null) hide();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' || event.key === 'Enter' || event.key === ' ') hide();
    };
    const onOut = (event: PointerEvent) => {
      if (event.relatedTarget === null) hide();
    };
    const listeners = [
      ['pointerover', onOver],
      ['pointerout', onOut],
      ['focusin', onFocus],
      ['focusout', hide],
      ['pointerdown', hide],
      ['keydown', onKey],
      ['scroll', hide],
      ['wheel', hide],
    ] as const;
    for (const [name, listen] of listeners) document.addEventListener(name, listen as EventListener, true);
    return () => {
      clearTimeout(timer);
      for (const [name, listen] of listeners) document.removeEventListener(name, listen as EventListener, true);
    };
  }, []);
  return target === null ? null : <Shown key={target.dataset.tip} target={target} />;
}

function Shown({ target }: { target: HTMLElement }) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const text = target.dataset.tip ?? '';
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const side = (target.dataset.tipSide as Side | undefined) ?? 'top';
    const size = { width: element.offsetWidth, height: element.offsetHeight };
    const room = { width: window.innerWidth, height: window.innerHeight };
    const at = placeBeside(target.getBoundingClientRect(), size, room, side);
    element.style.transform = `translate(${at.x}px, ${at.y}px)`;
    // What is its name already is not said twice.
    if (target.getAttribute('aria-label') === text || target.hasAttribute('aria-describedby')) return;
    target.setAttribute('aria-describedby', id);
    return () => target.removeAttribute('aria-describedby');
  }, [target, id, text]);
  return (
    <div ref={box} id={id} role="tooltip" className="k-tooltip">
      {text}
    </div>
  );
}
