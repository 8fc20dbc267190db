// What every public page gets.
import "./menus.js";
import "./confirm.js";
import "./forms.js";
