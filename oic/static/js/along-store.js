// What a day sheet that was taken along keeps in the browser, and how all of it goes away again.
// Two stores: "sheets", one a reception, as it was taken along; "entries", what was noted since, in
// order. An entry leaves when it is handed over; a refused one stays until somebody has seen it.

const NAME = "oic-along";
export const CACHE = "oic-along";

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("sheets", { keyPath: "reception" });
      asked.result.createObjectStore("entries", { keyPath: "n", autoIncrement: true });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function within(store, mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      const asked = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(asked?.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

export const sheetOf = (reception) => within("sheets", "readonly", (store) => store.get(reception));
export const keepSheet = (sheet) => within("sheets", "readwrite", (store) => store.put(sheet));
export const addEntry = (entry) => within("entries", "readwrite", (store) => store.add(entry));
export const changeEntry = (entry) => within("entries", "readwrite", (store) => store.put(entry));
export const dropEntry = (n) => within("entries", "readwrite", (store) => store.delete(n));

export async function entriesOf(reception) {
  const all = await within("entries", "readonly", (store) => store.getAll());
  return all.filter((entry) => reception === undefined || entry.reception === reception);
}

export async function dropSheet(reception) {
  await within("sheets", "readwrite", (store) => store.delete(reception));
  for (const entry of await entriesOf(reception)) await dropEntry(entry.n);
  const left = await within("sheets", "readonly", (store) => store.count());
  if (!left) await forgetAll();
}

// How many entries wait, over all sheets; 0 without making a database where there is none.
export async function waiting() {
  if (!("indexedDB" in globalThis)) return 0;
  if (indexedDB.databases) {
    const known = await indexedDB.databases();
    if (!known.some((one) => one.name === NAME)) return 0;
  }
  return (await entriesOf()).length;
}

export async function forgetAll() {
  await new Promise((resolve) => {
    const asked = indexedDB.deleteDatabase(NAME);
    asked.onsuccess = asked.onerror = asked.onblocked = () => resolve();
  });
  if ("caches" in globalThis) await caches.delete(CACHE);
  const registered = (await navigator.serviceWorker?.getRegistrations?.()) ?? [];
  for (const one of registered) await one.unregister();
}
