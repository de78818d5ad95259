/** Options of a list whose keyboard stays in a search field above it (a combobox): the pointer chooses, keys are the field's. */
export const optionProps = (option: {
  id: string;
  current: boolean;
  blocked?: boolean;
  choose: () => void;
  hover: () => void;
}) =>
  ({
    id: option.id,
    role: 'option',
    tabIndex: -1,
    'aria-selected': option.current,
    ...(option.blocked ? { 'aria-disabled': true } : {}),
    onClick: () => {
      if (!option.blocked) option.choose();
    },
    onMouseMove: option.hover,
  }) as const;

/** Options that belong together. */
export const groupProps = (label: string) => ({ role: 'group', 'aria-label': label }) as const;
