/** What the browser shows when it comes back, in the languages of the app. */

export interface SignInWords {
  doneTitle: string;
  done: string;
  refusedTitle: string;
  refused: string;
  strangeTitle: string;
  strange: string;
  failedTitle: string;
  failed: string;
}

const all: Readonly<Record<string, SignInWords>> = {
  en: {
    doneTitle: 'You are signed in',
    done: 'You can close this page and go back to Kaskad.',
    refusedTitle: 'You were not signed in',
    refused: 'Access was not granted. Close this page, go back to Kaskad and try again if that was a mistake.',
    strangeTitle: 'This page belongs to no sign-in',
    strange: 'It was opened twice, too late, or by something else. Go back to Kaskad and press “Sign in” again.',
    failedTitle: 'You were not signed in',
    failed: 'Kaskad could not finish. It says why in its own window; this page can be closed.',
  },
  ru: {
    doneTitle: 'Вход выполнен',
    done: 'Эту страницу можно закрыть и вернуться в Kaskad.',
    refusedTitle: 'Вход не выполнен',
    refused:
      'Доступ не был предоставлен. Закройте эту страницу, вернитесь в Kaskad и попробуйте ещё раз, если это вышло случайно.',
    strangeTitle: 'Эта страница не относится ни к какому входу',
    strange: 'Её открыли второй раз, слишком поздно или не из Kaskad. Вернитесь в Kaskad и снова нажмите «Войти».',
    failedTitle: 'Вход не выполнен',
    failed: 'Kaskad не смог закончить. Причина указана в его окне; эту страницу можно закрыть.',
  },
  uk: {
    doneTitle: 'Вхід виконано',
    done: 'Цю сторінку можна закрити й повернутися до Kaskad.',
    refusedTitle: 'Вхід не виконано',
    refused:
      'Доступ не було надано. Закрийте цю сторінку, поверніться до Kaskad і спробуйте ще раз, якщо це сталося випадково.',
    strangeTitle: 'Ця сторінка не належить до жодного входу',
    strange: 'Її відкрили вдруге, запізно або не з Kaskad. Поверніться до Kaskad і знову натисніть «Увійти».',
    failedTitle: 'Вхід не виконано',
    failed: 'Kaskad не зміг завершити. Причину вказано в його вікні; цю сторінку можна закрити.',
  },
};

export const signInWords = (language: string): SignInWords => all[language] ?? (all.en as SignInWords);
