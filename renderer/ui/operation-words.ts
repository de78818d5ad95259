/**
 * What operations and their fields are called. Words of the seams that several vendors share stand in `renderer/strings/<language>/operations.json`,
 * those of a vendor under `operations` in its own strings: the page puts them together.
 */
import { useTranslation } from 'react-i18next';

export interface OperationWords {
  name: (operation: string) => string;
  help: (operation: string) => string | undefined;
  label: (operation: string, field: string) => string;
  hint: (operation: string, field: string) => string | undefined;
  option: (operation: string, field: string, option: string) => string;
}

export function useOperationWords(): OperationWords {
  const { t, i18n } = useTranslation('operations');
  const words = (key: string) => (i18n.exists(`operations:${key}`) ? t(`operations:${key}`) : undefined);
  return {
    name: (operation) => words(`${operation}.name`) ?? operation,
    help: (operation) => words(`${operation}.help`),
    label: (operation, field) => words(`${operation}.fields.${field}.label`) ?? field,
    hint: (operation, field) => words(`${operation}.fields.${field}.help`),
    option: (operation, field, option) => words(`${operation}.fields.${field}.options.${option}`) ?? option,
  };
}
