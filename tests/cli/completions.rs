//! `completions`.

use super::support::House;

#[test]
fn every_shell_gets_a_script_that_knows_the_verbs() {
    let house = House::seeded();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = house.ran(&format!("completions {shell}"));
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{shell}");
        for word in ["onboard", "identify", "never-expires"] {
            assert!(ran.stdout.contains(word), "{shell} does not complete {word}");
        }
    }
}

#[test]
fn bash_takes_its_script() {
    let house = House::seeded();
    house.write("script", &house.ran("completions bash").stdout);
    let asked = "source ./script; COMP_WORDS=(bedrock-keys keys re); COMP_CWORD=2; \
                 $(complete -p bedrock-keys | sed 's/.*-F \\([^ ]*\\).*/\\1/') bedrock-keys re keys; echo ${COMPREPLY[@]}";
    let Ok(output) =
        std::process::Command::new("bash").args(["-c", asked]).current_dir(house.path("")).output()
    else {
        return; // A machine without bash has nothing to complete in.
    };
    assert_eq!(String::from_utf8_lossy(&output.stdout), "revoke\n", "{output:?}");
}
