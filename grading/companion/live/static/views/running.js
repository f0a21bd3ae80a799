// Working in portions for as long as somebody looks.

/** Whether whoever looks has asked for little motion. */
export function wantsLittleMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Resolves when the browser draws next; in a page that is not looked at, never. */
export function nextFrame() {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

/** Runs `portion()` again and again, one at a time, a drawn frame between two.
 *
 *  tell(running): is told when it starts and stops. fail(error): what a portion threw, which
 *  ends it, too. A portion that answers false ends it.
 */
export function makeLoop(portion, tell, fail) {
  let wanted = false;
  let working = null;

  async function work() {
    tell(true);
    try {
      while (wanted) {
        if ((await portion()) === false) break;
        if (wanted) await nextFrame();
      }
    } catch (error) {
      fail(error);
    }
    wanted = false;
    working = null;
    tell(false);
  }

  return {
    get isRunning() {
      return wanted;
    },
    start() {
      wanted = true;
      working ??= work();
    },
    /** Resolves when the portion that is under way has ended. */
    async stop() {
      wanted = false;
      await working;
    },
  };
}

/** Of many calls, one at a time: the one that is under way, and then the latest. */
export function latestOnly(ask) {
  let working = false;
  let next = null;
  return async function call(...given) {
    next = given;
    if (working) return;
    working = true;
    try {
      while (next) {
        const now = next;
        next = null;
        await ask(...now);
      }
    } finally {
      working = false;
    }
  };
}
