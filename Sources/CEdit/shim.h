#pragma once
#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <unistd.h>

// libedit's variadic functions, one plain function for each use.

typedef unsigned char (*hone_edit_function)(EditLine *, int);

static inline EditLine *hone_edit_open(void) { return el_init("hone", stdin, stdout, stderr); }

static inline void hone_edit_set_client(EditLine *edit, void *client) { el_set(edit, EL_CLIENTDATA, client); }

static inline void *hone_edit_client(EditLine *edit) {
  void *client = NULL;
  el_get(edit, EL_CLIENTDATA, &client);
  return client;
}

static inline void hone_edit_use_emacs(EditLine *edit) { el_set(edit, EL_EDITOR, "emacs"); }
static inline void hone_edit_use_vi(EditLine *edit) { el_set(edit, EL_EDITOR, "vi"); }

// Text of the prompt between two '\1' is sent as it is and takes no column.
static inline void hone_edit_set_prompt(EditLine *edit, char *(*prompt)(EditLine *)) {
  el_set(edit, EL_PROMPT_ESC, prompt, '\1');
}

static inline void hone_edit_set_reader(EditLine *edit, int (*read)(EditLine *, wchar_t *)) {
  el_set(edit, EL_GETCFN, read);
}

static inline void hone_edit_add(EditLine *edit, const char *name, const char *help, hone_edit_function function) {
  el_set(edit, EL_ADDFN, name, help, function);
}

static inline void hone_edit_bind(EditLine *edit, const char *key, const char *function) {
  el_set(edit, EL_BIND, key, function, NULL);
}

static inline void hone_edit_set_history(EditLine *edit, History *events) { el_set(edit, EL_HIST, history, events); }

// Draws prompt and buffer anew from where the terminal's cursor is.
static inline void hone_edit_refresh(EditLine *edit) { el_set(edit, EL_REFRESH); }

/// Makes the mode that the terminal is left in between two lines one without canonical input and echo.
static inline void hone_edit_leave_uncooked(EditLine *edit) { el_set(edit, EL_SETTY, "-x", "-icanon", "-echo", NULL); }

// Puts the terminal into the editing mode again after something else has changed it.
static inline void hone_edit_prepare(EditLine *edit) {
  el_set(edit, EL_PREP_TERM, 0);
  el_set(edit, EL_PREP_TERM, 1);
}

static inline void hone_history_set_size(History *events, int size) {
  HistEvent event;
  history(events, &event, H_SETSIZE, size);
}

static inline void hone_history_enter(History *events, const char *text) {
  HistEvent event;
  history(events, &event, H_ENTER, text);
}

static inline void hone_history_clear(History *events) {
  HistEvent event;
  history(events, &event, H_CLEAR);
}

static inline void hone_edit_write(const char *bytes, size_t count) {
  fwrite(bytes, 1, count, stdout);
  fflush(stdout);
}
