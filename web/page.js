
"use strict";
(async () => {
  const by = (id) => document.getElementById(id);
  const EXAMPLE = "Tokyo, October 28, 1964.\n\nDear Bill:\n\nThis is a sample. It has a dateline, a salutation, paragraphs, a closing formula and a name.\n\n[Page 2]\n\nPut a letter of your own in its place.\n\nSincerely,\n\nEd\n";

  async function unpacked() {
    const packed = Uint8Array.from(atob(by("wasm").textContent), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return WebAssembly.compile(await new Response(stream).arrayBuffer());
  }

  // One question to Recto. `files` are [name, bytes]; the answer is what web/src/answer.rs gives.
  function ask(question, files) {
    const head = { ...question, files: files.map(([name, bytes]) => ({ name, length: bytes.length })) };
    const parts = [new TextEncoder().encode(JSON.stringify(head) + "\n"), ...files.map(([, bytes]) => bytes)];
    try {
      let at = recto.room(parts.reduce((sum, part) => sum + part.length, 0));
      for (const part of parts) {
        new Uint8Array(recto.memory.buffer).set(part, at);
        at += part.length;
      }
      const length = recto.answer();
      return JSON.parse(new TextDecoder().decode(new Uint8Array(recto.memory.buffer, recto.held(), length)));
    } catch (error) {
      // What stopped in the middle is not asked again.
      recto = new WebAssembly.Instance(module).exports;
      return { error: "Recto stopped: " + error.message };
    }
  }

  function list(table, findings) {
    const rows = findings.map((finding) => {
      const row = document.createElement("tr");
      const place = row.insertCell();
      place.textContent = finding.file + (finding.line === null ? "" : ":" + finding.line + ":" + finding.column);
      const said = row.insertCell();
      said.textContent = finding.severity + " " + finding.code + ": " + finding.message;
      if (finding.help) said.append(document.createElement("br"), finding.help);
      row.title = finding.title;
      return row;
    });
    table.tBodies[0].replaceChildren(...rows);
    table.hidden = rows.length === 0;
  }

  const count = (number, one) => number + " " + one + (number === 1 ? "" : "s");

  let module, recto;
  try {
    module = await unpacked();
    recto = (await WebAssembly.instantiate(module)).exports;
  } catch (error) {
    by("state").textContent = "This browser cannot run Recto: " + error.message;
    return;
  }
  const about = ask({ wanted: "about" }, []);
  by("profile").replaceChildren(...about.profiles.map((name) => new Option(name)));
  for (const button of document.querySelectorAll("button")) button.disabled = false;

  by("convert").addEventListener("submit", (event) => {
    event.preventDefault();
    const start = performance.now();
    const text = new TextEncoder().encode(by("letter").value);
    const answer = ask({ wanted: "convert", profile: by("profile").value }, [["letter.txt", text]]);
    const time = performance.now() - start;
    const isMade = answer.tei !== undefined;
    by("converted").textContent = answer.error || (isMade ? "Converted" : "Not converted") + " in " + Math.ceil(time) + " ms; " + count(answer.findings.length, "finding") + ".";
    list(by("doubts"), answer.findings || []);
    by("tei").textContent = isMade ? answer.tei : "";
    by("view").srcdoc = isMade ? answer.page : "";
    by("result").hidden = !isMade;
  });

  by("example").addEventListener("click", () => {
    by("letter").value = EXAMPLE;
    by("convert").requestSubmit();
  });

  by("save").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([by("tei").textContent], { type: "application/xml" }));
    link.download = "letter.xml";
    link.click();
    URL.revokeObjectURL(link.href);
  });

  const read = (files) => Promise.all([...files].map(async (file) => [file.name, new Uint8Array(await file.arrayBuffer())]));

  async function check(documents, schemas) {
    const others = await read(schemas);
    const findings = [];
    const errors = [];
    let compiled = 0;
    for (const one of await read(documents)) {
      const answer = ask({ wanted: "check" }, [one, ...others]);
      if (answer.error) errors.push(answer.error);
      compiled = answer.schemas || compiled;
      findings.push(...(answer.findings || []));
    }
    const done = count(documents.length, "file") + " checked against " + count(compiled, "schema") + "; " + count(findings.length, "finding") + ".";
    by("checked").textContent = [...errors, done].join(" ");
    list(by("faults"), findings);
  }

  by("check").addEventListener("submit", (event) => {
    event.preventDefault();
    check(by("documents").files, by("schemas").files);
  });

  // A file that is dropped beside its place does not take the page away.
  for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());
  const isOver = (is) => by("check").classList.toggle("over", is);
  by("check").addEventListener("dragover", () => isOver(true));
  by("check").addEventListener("dragleave", () => isOver(false));
  by("check").addEventListener("drop", (event) => {
    isOver(false);
    const files = [...event.dataTransfer.files];
    const isSchema = (file) => /\.(rng|rnc|sch)$/i.test(file.name);
    check(files.filter((file) => !isSchema(file)), files.filter(isSchema));
  });

  // What is compiled once, the house style and its schema, is there before a person waits for it.
  ask({ wanted: "convert", profile: by("profile").value }, [["letter.txt", new TextEncoder().encode(EXAMPLE)]]);
  by("state").textContent = "Recto " + about.version + " is ready.";
})();
