// For browsers that know no modules: shows the one sentence about what is needed.
document.getElementById("old").hidden = false;
