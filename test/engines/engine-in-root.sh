#!/bin/sh
# Runs dockerd inside a Debian root of its own. Called by daemon.ts as
#   unshare --mount sh engine-in-root.sh ROOT CACHE RUN NAME BRIDGE BRIDGE_ADDRESS POOL
#
# Why a private mount namespace with pivot_root: in a plain chroot "docker build" fails ("remount /:
# invalid argument"), because / is then no mount point.
# Why the host's network namespace: the tests prove that a container cannot reach the host's own services,
# and they publish ports on the host's loopback; both need the engine to be where the tests are.
set -eu
root=$1 cache=$2 run=$3 name=$4 bridge=$5 address=$6 pool=$7

mount --make-rprivate /
mount --bind "$root" "$root"
for folder in proc sys dev; do mount --rbind "/$folder" "$root/$folder"; done
# Some machines have no cgroup hierarchy mounted at all; containers cannot start without one.
if [ -z "$(ls -A "$root/sys/fs/cgroup")" ]; then mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"; fi
mount -t tmpfs -o mode=755 tmpfs "$root/run"

# Compose files mount folders of the clone, of the home folder, of /tmp …: every folder of the host that is
# no part of an operating system is seen by the engine at the same path.
for folder in /*; do
  case "$folder" in
    /bin | /boot | /dev | /etc | /lib* | /lost+found | /proc | /run | /sbin | /sys | /usr | /var | /nix) continue ;;
  esac
  [ -d "$folder" ] && [ ! -L "$folder" ] || continue
  mkdir -p "$root$folder"
  mount --rbind "$folder" "$root$folder"
done
for folder in "$cache" "$run"; do
  mkdir -p "$root$folder"
  mount --bind "$folder" "$root$folder"
done
for file in /etc/resolv.conf /etc/hosts; do
  [ -e "$file" ] || continue
  touch "$root$file"
  mount --bind "$(readlink -f "$file")" "$root$file"
done

mkdir -p "$root/.outside"
cd "$root"
pivot_root . .outside
cd /
umount -l /.outside

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
unset DOCKER_HOST DOCKER_CONTEXT DOCKER_CONFIG

# No registry: what the tests need is made here, and what the product does without one is what is to be tested.
# (This is the engine's own proxy. Its containers are told nothing of it.)
export HTTP_PROXY=http://127.0.0.1:9 HTTPS_PROXY=http://127.0.0.1:9

# An engine that has to switch forwarding on itself also sets the policy of FORWARD to DROP, which would cut off
# the containers of the other engine beside it. (The internal networks do not rest on that policy.)
echo 1 >/proc/sys/net/ipv4/ip_forward

# A bridge of its own instead of docker0, which may belong to the developer's engine.
if ! ip link show "$bridge" >/dev/null 2>&1; then
  ip link add "$bridge" type bridge
  ip address add "$address" dev "$bridge"
fi
ip link set "$bridge" up

# The resolver of every container that is given no other: it knows no name and says so at once, so that no
# question of a test ever leaves the machine. It ends with the engine. (perl-base is part of every Debian.)
resolver=${address%/*}
perl -MIO::Socket::INET -MIO::Select -e '
  my $engine = getppid;
  my $socket = IO::Socket::INET->new(LocalAddr => $ARGV[0], LocalPort => 53, Proto => "udp") or die $!;
  my $select = IO::Select->new($socket);
  while (getppid == $engine) {
    my $question;
    $select->can_read(1) or next;
    defined($socket->recv($question, 4096)) && length($question) >= 12 or next;
    # The same message as an answer: response, recursion available, NXDOMAIN, and no further records.
    substr($question, 2, 2) = pack("n", unpack("n", substr($question, 2, 2)) & 0x7910 | 0x8083);
    substr($question, 6, 6) = "\0" x 6;
    $socket->send($question);
  }' "$resolver" &

# An engine that was killed leaves these behind and then refuses to start.
rm -f "$run/$name/docker.pid" "$run/$name/exec/containerd/containerd.pid"
exec dockerd \
  --host "unix://$run/$name/docker.sock" \
  --data-root "$cache/data-$name" --exec-root "$run/$name/exec" --pidfile "$run/$name/docker.pid" \
  --storage-driver overlay2 --bridge "$bridge" --default-address-pool "base=$pool,size=24" \
  --dns "$resolver" --log-level warn
