/// How a page looks, in light and in dark.
enum HtmlStyle {
  static let sheet = """
    :root {
      color-scheme: light dark;
      --text: #1f2328; --page: #ffffff; --soft: #59636e; --line: #d1d9e0; --code: #f6f8fa; --link: #0969da;
      --keyword: #cf222e; --string: #0a3069; --number: #0550ae; --comment: #59636e; --command: #8250df;
      --builtin: #953800; --error: #d1242f;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --text: #e6edf3; --page: #0d1117; --soft: #9198a1; --line: #3d444d; --code: #151b23; --link: #4493f8;
        --keyword: #ff7b72; --string: #a5d6ff; --number: #79c0ff; --comment: #9198a1; --command: #d2a8ff;
        --builtin: #ffa657; --error: #f85149;
      }
    }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.55 system-ui, sans-serif; }
    main, footer { max-width: 58rem; margin: 0 auto; padding: 1rem 1.25rem; overflow-wrap: break-word; }
    h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 1.6em 0 .6em; }
    main > :first-child, .front + * { margin-top: .8rem; }
    h1, h2 { border-bottom: 1px solid var(--line); padding-bottom: .25em; }
    a { color: var(--link); }
    img { max-width: 100%; }
    hr { border: 0; border-top: 1px solid var(--line); margin: 2em 0; }
    blockquote { margin: 1em 0; padding: 0 1em; border-left: .25em solid var(--line); color: var(--soft); }
    table { border-collapse: collapse; display: block; overflow-x: auto; }
    th, td { border: 1px solid var(--line); padding: .35em .8em; }
    .left { text-align: left; } .center { text-align: center; } .right { text-align: right; }
    pre, code, summary, dl { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .86em; }
    pre code { font-size: 1em; }
    pre { margin: 0; padding: .7em .9em; overflow-x: auto; line-height: 1.45; tab-size: 4; }
    main > pre, li > pre, blockquote > pre { margin: 1em 0; }
    .code, .raw { background: var(--code); border-radius: 6px; }
    :not(pre) > code { background: var(--code); border-radius: 4px; padding: .15em .35em; }
    details.cell { margin: 1.2em 0 0; border: 1px solid var(--line); border-radius: 6px; }
    details.cell > summary { padding: .3em .9em; color: var(--soft); cursor: pointer; }
    details.cell > summary b { color: var(--text); }
    details.cell > pre { border-radius: 0 0 6px 6px; border-top: 1px solid var(--line); }
    .output { margin: .35em 0 0; border-left: .2em solid var(--line); }
    .output.result { border-left-color: var(--link); }
    .output.error { border-left-color: var(--error); }
    .output.error pre { color: var(--error); }
    .stdout > pre, .result > pre, .error > pre { white-space: pre-wrap; }
    .output + :not(.output):not(details.cell) { margin-top: 1.4em; }
    .output figure { margin: 0; overflow-x: auto; }
    .output svg { display: block; min-width: 34rem; }
    .output summary, .front summary { padding: .2em .9em; color: var(--soft); cursor: pointer; }
    .front summary { padding-left: 0; }
    .keyword { color: var(--keyword); } .string { color: var(--string); } .number { color: var(--number); }
    .comment { color: var(--comment); } .command { color: var(--command); } .builtin { color: var(--builtin); }
    footer { color: var(--soft); }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .2em 1em; border-top: 1px solid var(--line);
      padding-top: 1.5em; }
    dd { margin: 0; overflow-wrap: anywhere; }
    @media print {
      pre, .output pre { white-space: pre-wrap; overflow-wrap: anywhere; }
      details.cell, .code, .output figure { break-inside: avoid; }
      .output svg { min-width: 0; }
    }
    """
}
