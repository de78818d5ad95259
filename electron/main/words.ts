/** The few words the desktop shows outside the page: menus and questions. The page has its own translations. */
const en = {
  file: 'File',
  newWorkspace: 'New workspace…',
  openWorkspace: 'Open workspace…',
  openRecent: 'Open recent',
  showFolder: 'Show workspace in folder',
  edit: 'Edit',
  view: 'View',
  window: 'Window',
  help: 'Help',
  about: 'About Kaskad',
  licence: 'Licences',
  workspaceFiles: 'Kaskad workspaces',
  cannotOpen: 'The workspace cannot be opened',
  openAnother: 'Open another…',
  tryAgain: 'Try again',
  quit: 'Quit',
  openOutside: 'Open this address in another program?',
  open: 'Open',
  cancel: 'Cancel',
  'workspace-in-use': 'It is open in another Kaskad window or command. Close it there first.',
  'workspace-missing': 'The file is no longer where it was. It may have been moved or renamed.',
  'workspace-newer': 'It was made by a newer Kaskad. Update this app; nothing was changed.',
  'workspace-damaged': 'The file is damaged. Restore a backup; nothing was changed.',
  'workspace-read-only': 'It cannot be written to. Check the rights of its folder.',
  'not-a-workspace': 'This file is not a Kaskad workspace.',
  'disk-full': 'The disk is full. Free some space and try again.',
};
export type Words = typeof en;

const ru: Words = {
  file: 'Файл',
  newWorkspace: 'Новое рабочее пространство…',
  openWorkspace: 'Открыть рабочее пространство…',
  openRecent: 'Недавние',
  showFolder: 'Показать файл в папке',
  edit: 'Правка',
  view: 'Вид',
  window: 'Окно',
  help: 'Справка',
  about: 'О программе Kaskad',
  licence: 'Лицензии',
  workspaceFiles: 'Рабочие пространства Kaskad',
  cannotOpen: 'Не удалось открыть рабочее пространство',
  openAnother: 'Открыть другое…',
  tryAgain: 'Повторить',
  quit: 'Выйти',
  openOutside: 'Открыть этот адрес в другой программе?',
  open: 'Открыть',
  cancel: 'Отмена',
  'workspace-in-use': 'Оно открыто в другом окне или команде Kaskad. Сначала закройте его там.',
  'workspace-missing': 'Файла нет на прежнем месте. Возможно, его переместили или переименовали.',
  'workspace-newer': 'Оно создано более новой версией Kaskad. Обновите программу; в файле ничего не изменено.',
  'workspace-damaged': 'Файл повреждён. Восстановите его из резервной копии; в нём ничего не изменено.',
  'workspace-read-only': 'В него нельзя записывать. Проверьте права на папку.',
  'not-a-workspace': 'Этот файл не является рабочим пространством Kaskad.',
  'disk-full': 'На диске нет места. Освободите место и повторите.',
};

const uk: Words = {
  file: 'Файл',
  newWorkspace: 'Новий робочий простір…',
  openWorkspace: 'Відкрити робочий простір…',
  openRecent: 'Нещодавні',
  showFolder: 'Показати файл у теці',
  edit: 'Редагування',
  view: 'Вигляд',
  window: 'Вікно',
  help: 'Довідка',
  about: 'Про Kaskad',
  licence: 'Ліцензії',
  workspaceFiles: 'Робочі простори Kaskad',
  cannotOpen: 'Не вдалося відкрити робочий простір',
  openAnother: 'Відкрити інший…',
  tryAgain: 'Повторити',
  quit: 'Вийти',
  openOutside: 'Відкрити цю адресу в іншій програмі?',
  open: 'Відкрити',
  cancel: 'Скасувати',
  'workspace-in-use': 'Він відкритий в іншому вікні або команді Kaskad. Спочатку закрийте його там.',
  'workspace-missing': 'Файлу немає на попередньому місці. Можливо, його перемістили або перейменували.',
  'workspace-newer': 'Його створено новішою версією Kaskad. Оновіть програму; у файлі нічого не змінено.',
  'workspace-damaged': 'Файл пошкоджено. Відновіть його з резервної копії; у ньому нічого не змінено.',
  'workspace-read-only': 'До нього не можна записувати. Перевірте права на теку.',
  'not-a-workspace': 'Цей файл не є робочим простором Kaskad.',
  'disk-full': 'На диску немає місця. Звільніть місце й повторіть.',
};

export type DesktopLanguage = 'en' | 'ru' | 'uk';

export function languageOf(locale: string): DesktopLanguage {
  const base = locale.toLowerCase().split(/[-_]/)[0];
  return base === 'ru' || base === 'uk' ? base : 'en';
}

export const wordsIn = (language: DesktopLanguage): Words => ({ en, ru, uk })[language];

/** Why a workspace could not be opened, in the person's language where the reason is a known one. */
export function reasonIn(words: Words, code: string, message: string): string {
  return Object.hasOwn(words, code) ? words[code as keyof Words] : message;
}
