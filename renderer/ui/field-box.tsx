import { type ReactNode, useId } from 'react';
import './ui.css';

/** A group of controls with one label, help and error: a fieldset, so that readers hear the label with each control. */
export function FieldBox({
  label,
  help,
  error,
  children,
  action,
}: {
  label: ReactNode;
  help?: ReactNode;
  error?: ReactNode;
  children: ReactNode;
  /** Stands right of the label. */
  action?: ReactNode;
}) {
  const id = useId();
  return (
    <fieldset className="k-field" aria-labelledby={id}>
      <div className="k-field-head">
        <span className="k-label" id={id}>
          {label}
        </span>
        {action}
      </div>
      {help === undefined ? null : <p className="k-hint">{help}</p>}
      {children}
      {error === undefined ? null : (
        <p className="k-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
